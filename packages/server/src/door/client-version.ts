import { isUtf8 } from "node:buffer";
import { statusOf } from "@keyval/api";
import type { Call } from "@keyval/grpc";
import { refuse } from "./refuse.js";

const BEYOND_ASCII = /[\u0080-\u00ff]/u;

/**
 * Clients may say which version of the API they speak, by the metadata `client-api-version`. False, and the call refused, for
 * one that is no text.
 */
export function admitsClientVersion(call: Call): boolean {
  const version = call.metadata.get("client-api-version");
  // Metadata has a character for each byte.
  if (version === undefined || !BEYOND_ASCII.test(version) || isUtf8(Buffer.from(version, "latin1"))) return true;
  refuse(call, statusOf("invalidClientApiVersion"));
  return false;
}
