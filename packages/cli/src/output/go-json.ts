import { enumOf, type FieldSchema, fieldsOf } from "@keyval/api/reflection";

/** What becomes JSON as Go writes it: whole numbers of any size, bytes in base64, fields in their order. */
export type GoValue = null | boolean | number | bigint | string | Uint8Array | readonly GoValue[] | GoObject;

export interface GoObject {
  readonly [field: string]: GoValue | undefined;
}

export function goJson(value: GoValue): string {
  if (value === null) return "null";
  if (typeof value === "string") return goJsonString(value);
  if (typeof value !== "object") return value.toString();
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString("base64")}"`;
  if (isList(value)) return `[${value.map(goJson).join(",")}]`;
  const fields = Object.entries(value).filter(([, content]) => content !== undefined);
  return `{${fields.map(([name, content]) => `${goJsonString(name)}:${goJson(content ?? null)}`).join(",")}}`;
}

/**
 * A message as Go's structs of it become JSON: names of the .proto file, nothing where a field has the value that it has
 * when left out, enums as numbers.
 */
export function messageValue(message: string, value: object): GoObject {
  const fields = fieldsOf(message).map((field) => [field.name, fieldValue(field, value)] as const);
  return Object.fromEntries(fields);
}

/** The name of an enum's value, or the number where it has none. */
export function enumName(name: string, value: number): string {
  const named = Object.entries(enumOf(name).values).find(([, number]) => number === value);
  return named?.[0] ?? value.toString();
}

function fieldValue(field: FieldSchema, message: object): GoValue | undefined {
  const content: unknown = (message as Record<string, unknown>)[field.property];
  if (Array.isArray(content)) {
    return content.length === 0 ? undefined : content.map((element: unknown) => elementValue(field, element));
  }
  return isAbsent(content) ? undefined : elementValue(field, content);
}

function elementValue({ of = "", type }: FieldSchema, content: unknown): GoValue {
  return type === "message" ? messageValue(of, content as object) : (content as GoValue);
}

function isAbsent(content: unknown): boolean {
  if (content instanceof Uint8Array) return content.length === 0;
  return content === undefined || content === 0 || content === "" || content === false;
}

function isList(value: readonly GoValue[] | GoObject): value is readonly GoValue[] {
  return Array.isArray(value);
}

/** Go escapes what could end a script in a web page as well. */
function goJsonString(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[<>&\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
