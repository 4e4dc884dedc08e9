import { isUtf8 } from "node:buffer";
import type { KeyValue } from "@keyval/api";

export interface KeyValueJson {
  readonly key?: string;
  readonly keyBase64?: string;
  readonly value?: string;
  readonly valueBase64?: string;
  readonly revision: number;
}

/** A key with its value and the revision at which it was written; what is no UTF-8 stands in base64 under another name. */
export function keyValueJson({
  key,
  value,
  modRevision,
}: Pick<KeyValue, "key" | "value" | "modRevision">): KeyValueJson {
  return { ...keyJson(key), ...valueJson(value), revision: modRevision };
}

export function keyJson(key: Uint8Array): Pick<KeyValueJson, "key" | "keyBase64"> {
  return isUtf8(key) ? { key: textOf(key) } : { keyBase64: bufferOf(key).toString("base64") };
}

function valueJson(value: Uint8Array): Pick<KeyValueJson, "value" | "valueBase64"> {
  return isUtf8(value) ? { value: textOf(value) } : { valueBase64: bufferOf(value).toString("base64") };
}

function textOf(bytes: Uint8Array): string {
  return bufferOf(bytes).toString();
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
