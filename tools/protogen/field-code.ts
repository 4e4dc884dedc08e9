import type { Linked } from "./linked.js";
import { enumName, jsonName } from "./names.js";
import type { Field, Scalar } from "./schema.js";

/** How a field looks in the code: everything that depends on its type. */
export interface FieldCode {
  readonly field: Field;
  readonly property: string;
  /** The type of the property, and of one element if the field is repeated. */
  readonly type: string;
  readonly element: string;
  /** The value that stands for a field that was left out. */
  readonly absent: string;
  /** The name of the message or enum, if it is one. */
  readonly linked: { readonly kind: "message" | "enum"; readonly name: string } | undefined;
  /** The methods of reader and writer, unless it is a message. */
  readonly reads: string;
  readonly writes: string;
}

const SCALAR_CODE: Readonly<Record<Scalar, readonly [type: string, method: string, absent: string]>> = {
  bool: ["boolean", "bool", "false"],
  int32: ["number", "int32", "0"],
  uint32: ["number", "uint32", "0"],
  int64: ["number", "int64", "0"],
  uint64: ["number", "uint64", "0"],
  string: ["string", "text", '""'],
  bytes: ["Uint8Array", "bytes", "NO_BYTES"],
};

export function fieldCode(field: Field, linked: Linked | undefined): FieldCode {
  const [element, method, zero] = elementCode(field, linked);
  return {
    field,
    property: jsonName(field.name),
    type: propertyType(field, linked, element),
    element,
    absent: absentValue(field, linked, zero),
    linked: linked && { kind: linked.kind, name: element },
    reads: field.isId ? (field.type === "int64" ? "signedId" : "unsignedId") : method,
    writes: field.isId ? "id" : method,
  };
}

function elementCode(field: Field, linked: Linked | undefined): readonly [string, string, string] {
  if (linked?.kind === "message") return [linked.message.name, "", "undefined"];
  if (linked?.kind === "enum") return [enumName(linked.enum, linked.parent), "int32", "0"];
  const [type, method, zero] = SCALAR_CODE[field.type as Scalar];
  return [field.isId ? "Id" : type, method, zero];
}

function propertyType(field: Field, linked: Linked | undefined, element: string): string {
  if (field.isRepeated) return `readonly ${element}[]`;
  return field.oneof !== undefined || linked?.kind === "message" ? `${element} | undefined` : element;
}

function absentValue(field: Field, linked: Linked | undefined, zero: string): string {
  if (field.isRepeated) return "NONE";
  return field.oneof !== undefined || linked?.kind === "message" ? "undefined" : zero;
}
