import type { Id } from "../id.js";
import { bytesOfBase64 } from "./base64.js";
import { JsonError } from "./json-error.js";
import { JsonNumber, type JsonValue } from "./json-reader.js";
import { enumOf, fieldsOf } from "./lookup.js";
import type { FieldSchema, FieldType } from "./schema.js";
import { wholeNumber } from "./whole-number.js";

/**
 * A message from JSON as etcd's gateway takes it: fields by their name in the .proto file or in protobuf's JSON, whole
 * numbers also as strings, bytes in base64 of either alphabet, enums by name or number, null for what is left out; what
 * the message does not have is ignored. The result is for `create` or `encode` of the message's codec. Throws a `JsonError`.
 */
export function fromJson(message: string, json: JsonValue): Readonly<Record<string, unknown>> {
  if (!(json instanceof Map)) throw new JsonError(`${message} is an object in JSON`);
  const fields = fieldsByName(message);
  const found: Record<string, unknown> = {};
  const oneofs = new Set<string>();
  for (const [name, value] of json as ReadonlyMap<string, JsonValue>) {
    const field = fields.get(name);
    if (field === undefined || value === null) continue;
    if (field.property in found) throw new JsonError(`${message} has ${field.name} twice: leave one`);
    if (field.oneof !== undefined && oneofs.has(field.oneof)) {
      throw new JsonError(`${message} takes one ${field.oneof} and has several: leave one`);
    }
    const content = field.isRepeated === true ? listOf(field, value) : contentOf(field, value);
    if (content === undefined) continue;
    found[field.property] = content;
    if (field.oneof !== undefined) oneofs.add(field.oneof);
  }
  return found;
}

const byName = new Map<string, ReadonlyMap<string, FieldSchema>>();

function fieldsByName(message: string): ReadonlyMap<string, FieldSchema> {
  const known = byName.get(message);
  if (known !== undefined) return known;
  const fields = new Map(
    fieldsOf(message).flatMap((field) => [
      [field.name, field],
      [field.property, field],
    ]),
  );
  byName.set(message, fields);
  return fields;
}

function listOf(field: FieldSchema, value: JsonValue): unknown[] {
  if (!Array.isArray(value)) throw expected(field, "a list");
  return (value as readonly JsonValue[]).map((element) => contentOf(field, element)).filter((one) => one !== undefined);
}

/** Undefined for the name of an enum's value that is newer than the .proto file. */
function contentOf(field: FieldSchema, value: JsonValue): unknown {
  switch (field.type) {
    case "message":
      return fromJson(field.of ?? "", value);
    case "bool":
      if (typeof value !== "boolean") throw expected(field, "true or false");
      return value;
    case "string":
      if (typeof value !== "string") throw expected(field, "a string");
      return value;
    case "bytes":
      return bytesFrom(field, value);
    case "enum":
      return typeof value === "string" ? valueNamed(field, value) : Number(integerFrom(field, value));
    case "int32":
    case "uint32":
      return Number(integerFrom(field, value));
    case "int64":
    case "uint64":
      return field.isId === true ? idFrom(integerFrom(field, value)) : nearestSafe(integerFrom(field, value));
    default:
      return field.type satisfies never;
  }
}

function valueNamed({ of = "" }: FieldSchema, name: string): number | undefined {
  return Object.entries(enumOf(of).values).find(([valueName]) => valueName === name)?.[1];
}

function bytesFrom(field: FieldSchema, value: JsonValue): Uint8Array {
  const bytes = typeof value === "string" ? bytesOfBase64(value) : undefined;
  if (bytes === undefined) throw expected(field, "base64 in a string");
  return bytes;
}

const LIMITS: Readonly<Partial<Record<FieldType, readonly [least: bigint, most: bigint]>>> = {
  enum: [-(2n ** 31n), 2n ** 31n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

function integerFrom(field: FieldSchema, value: JsonValue): bigint {
  const text = value instanceof JsonNumber ? value.text : value;
  const number = typeof text === "string" ? wholeNumber(text) : undefined;
  const [least, most] = LIMITS[field.type] ?? [0n, 0n];
  if (number === undefined || number < least || number > most) throw expected(field, `a whole number of ${field.type}`);
  return number;
}

function idFrom(number: bigint): Id {
  const value = Number(number);
  return Number.isSafeInteger(value) ? value : number;
}

/** As the codecs read numbers that are counted with. */
function nearestSafe(number: bigint): number {
  return Math.min(Math.max(Number(number), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

function expected({ name }: FieldSchema, what: string): JsonError {
  return new JsonError(`${name} takes ${what}`);
}
