import { schema } from "../generated/schema.js";
import type { EnumSchema, FieldSchema } from "./schema.js";

const messages = new Map<string, readonly FieldSchema[]>();
const enums = new Map<string, EnumSchema>();

for (const file of schema) {
  for (const declared of file.enums) enums.set(`${file.package}.${declared.name}`, declared);
  for (const message of file.messages) {
    const name = `${file.package}.${message.name}`;
    messages.set(name, message.fields);
    for (const declared of message.enums) enums.set(`${name}.${declared.name}`, declared);
  }
}

/** The fields of a message by its full name, which is `name` of its codec; in the order of their numbers. */
export function fieldsOf(message: string): readonly FieldSchema[] {
  const fields = messages.get(message);
  if (fields === undefined) throw new RangeError(`No .proto file declares ${message}.`);
  return fields;
}

/** An enum by its full name. */
export function enumOf(name: string): EnumSchema {
  const declared = enums.get(name);
  if (declared === undefined) throw new RangeError(`No .proto file declares ${name}.`);
  return declared;
}
