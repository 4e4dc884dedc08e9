import { isUtf8 } from "node:buffer";
import { statusOf } from "@keyval/api";
import type { ServerInterceptor } from "@keyval/grpc";
import { refuse } from "./refuse.js";

const BEYOND_ASCII = /[\u0080-\u00ff]/u;

/** Clients may say which version of the API they speak, by the metadata `client-api-version`; one that is no text is refused. */
export const checkClientVersion: ServerInterceptor = (call, proceed) => {
  const version = call.metadata.get("client-api-version") ?? "";
  // Metadata has a character for each byte.
  if (BEYOND_ASCII.test(version) && !isUtf8(Buffer.from(version, "latin1"))) {
    refuse(call, statusOf("invalidClientApiVersion"));
  } else proceed();
};
