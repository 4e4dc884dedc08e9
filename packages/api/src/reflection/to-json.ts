import { base64 } from "./base64.js";
import { enumOf, fieldsOf } from "./lookup.js";
import type { FieldSchema } from "./schema.js";

export type Json = string | number | boolean | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * A message as etcd's JSON has it: names of the .proto file in the order of their numbers, 64-bit numbers as strings,
 * bytes in base64, enums by name, and nothing where a field has the value that it has when left out.
 */
export function toJson(message: string, value: object): JsonObject {
  const json: Record<string, Json> = {};
  for (const field of fieldsOf(message)) {
    const content: unknown = (value as Record<string, unknown>)[field.property];
    if (!isLeftOut(field, content)) json[field.name] = fieldJson(field, content);
  }
  return json;
}

/** Whether JSON says nothing of a field with this content. */
export function isLeftOut(field: FieldSchema, content: unknown): boolean {
  if (Array.isArray(content)) return content.length === 0;
  return content === undefined || (field.oneof === undefined && isAbsent(content));
}

export function fieldJson(field: FieldSchema, content: unknown): Json {
  if (!Array.isArray(content)) return elementJson(field, content);
  return content.map((element: unknown) => elementJson(field, element));
}

function isAbsent(content: unknown): boolean {
  return (
    content === 0 || content === "" || content === false || (content instanceof Uint8Array && content.length === 0)
  );
}

function elementJson(field: FieldSchema, content: unknown): Json {
  const { type, of = "" } = field;
  if (content instanceof Uint8Array) return base64(content);
  if (typeof content === "object" && content !== null) return toJson(of, content);
  if (typeof content === "bigint") return content.toString();
  if (typeof content === "number") {
    if (type === "enum") return valueName(of, content);
    return type === "int64" || type === "uint64" ? content.toString() : content;
  }
  return content as string | boolean;
}

/** The number itself for one that is newer than the .proto file. */
function valueName(name: string, value: number): string | number {
  const entries = Object.entries(enumOf(name).values);
  return entries.find(([, number]) => number === value)?.[0] ?? value;
}
