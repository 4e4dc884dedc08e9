import type { Method } from "./schema.js";

export function methodKind({ clientStreams, serverStreams }: Method): string {
  if (clientStreams) return serverStreams ? "bidi" : "clientStream";
  return serverStreams ? "serverStream" : "unary";
}
