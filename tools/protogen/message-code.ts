import { fieldCode, type FieldCode } from "./field-code.js";
import type { Linker } from "./linked.js";
import { docComment } from "./names.js";
import type { Message, ProtoFile } from "./schema.js";

/** The interface, the functions and the codec of one message. */
export function messageCode(file: ProtoFile, message: Message, linker: Linker): string {
  const fields = message.fields.map((field) => fieldCode(field, linker.typeOf(file, message, field.type)));
  const isRecursive = (field: FieldCode): boolean => linker.isRecursive(file, message, field.field);
  const { name } = message;
  return [
    interfaceCode(message, fields),
    createCode(name, fields),
    `const EMPTY_${constantCase(name)} = create${name}();\n`,
    readCode(name, fields, isRecursive),
    writeCode(name, fields),
    `export const ${name} = messageCodec<${name}>({
      name: "${file.package}.${name}",
      create: create${name},
      read: read${name},
      write: write${name},
    });`,
  ].join("\n");
}

function constantCase(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z])/gu, "_").toUpperCase();
}

function interfaceCode({ name, comment }: Message, fields: readonly FieldCode[]): string {
  const properties = fields.map(
    ({ field, property, type }) => `${docComment(field.comment)}readonly ${property}: ${type};`,
  );
  if (fields.length === 0) return `${docComment(comment)}export type ${name} = Readonly<Record<string, never>>;\n`;
  return `${docComment(comment)}export interface ${name} {\n${properties.join("\n")}\n}\n`;
}

function createCode(name: string, fields: readonly FieldCode[]): string {
  if (fields.length === 0) return `function create${name}(): ${name} {\n  return {};\n}\n`;
  const values = fields.map((field) => `${field.property}: ${createdValue(field)},`);
  return `function create${name}(init: Init<${name}> = {}): ${name} {\n  return {\n${values.join("\n")}\n};\n}\n`;
}

function createdValue({ field, property, absent, linked }: FieldCode): string {
  const value = `init.${property}`;
  if (linked?.kind !== "message") return absent === "undefined" ? value : `${value} ?? ${absent}`;
  if (field.isRepeated) return `${value}?.map((element) => ${linked.name}.create(element)) ?? NONE`;
  return `${value} && ${linked.name}.create(${value})`;
}

function readCode(name: string, fields: readonly FieldCode[], isRecursive: (field: FieldCode) => boolean): string {
  const signature = `function read${name}(reader: Reader, end: number, from = EMPTY_${constantCase(name)}): ${name} {`;
  if (fields.length === 0) {
    return `${signature}\n  while (reader.hasMore(end)) {\n reader.field();\n reader.skip();\n}\n  return from;\n}\n`;
  }
  const properties = fields.map(({ property }) => property).join(", ");
  const cases = fields.map(
    (field) => `case ${field.field.number}:\n${readStatements(field, fields, isRecursive(field))}break;\n`,
  );
  return `${signature}
    let { ${properties} } = from;
    while (reader.hasMore(end)) {
      switch (reader.field()) {
        ${cases.join("")}default:
          reader.skip();
      }
    }
    return { ${properties} };
  }\n`;
}

function readStatements(code: FieldCode, fields: readonly FieldCode[], recursive: boolean): string {
  const { field, property } = code;
  const read = `${property} = ${readValue(code, recursive)};\n`;
  const others = fields.filter(({ field: other }) => field.oneof !== undefined && other.oneof === field.oneof);
  const cleared = others.filter((other) => other !== code).map((other) => `${other.property} = undefined;\n`);
  return read + (recursive ? "reader.ascend();\n" : "") + cleared.join("");
}

function readValue({ field, property, element, linked, reads }: FieldCode, recursive: boolean): string {
  if (linked?.kind === "message") {
    const end = recursive ? "reader.descend()" : "reader.messageEnd()";
    if (field.isRepeated) return `appended(${property}, ${element}.read(reader, ${end}))`;
    return `${element}.read(reader, ${end}, ${property})`;
  }
  const value = `reader.${reads}()${linked === undefined ? "" : ` as ${element}`}`;
  if (!field.isRepeated) return value;
  if (element === "string" || element === "Uint8Array") return `appended(${property}, ${value})`;
  return `reader.packed(${property}, () => ${value})`;
}

function writeCode(name: string, fields: readonly FieldCode[]): string {
  if (fields.length === 0) return `function write${name}(): void {\n  // There is nothing to write.\n}\n`;
  const statements = [...fields].sort((a, b) => b.field.number - a.field.number).map(writeStatement);
  return `function write${name}(message: Init<${name}>, writer: Writer): void {\n${statements.join("\n")}\n}\n`;
}

function writeStatement(code: FieldCode): string {
  const { field, property, element, linked, writes } = code;
  if (field.isRepeated) return writeRepeated(code);
  const value = `message.${property}`;
  if (linked?.kind === "message")
    return `if (${value} !== undefined) {\n${writeMessage(field.number, element, value)}}`;
  if (field.oneof === undefined) return `writer.${writes}(${field.number}, ${value});`;
  const writesValue = ["bool", "bytes", "text", "id"].includes(writes) ? writes : "int64";
  return `if (${value} !== undefined) writer.${writesValue}Value(${field.number}, ${value});`;
}

function writeRepeated({ field, property, element, linked, writes }: FieldCode): string {
  const isDelimited = linked?.kind === "message" || element === "string" || element === "Uint8Array";
  if (!isDelimited) return `writer.packed${element === "Id" ? "Id" : "Int64"}(${field.number}, message.${property});`;
  const body =
    linked === undefined
      ? `writer.${writes}Value(${field.number}, ${property}[i] ?? ${element === "string" ? '""' : "NO_BYTES"});\n`
      : writeMessage(field.number, element, `${property}[i] ?? {}`);
  return `const { ${property} = NONE } = message;
    for (let i = ${property}.length - 1; i >= 0; i--) {\n${body}}`;
}

function writeMessage(number: number, message: string, value: string): string {
  return `const before = writer.length;\n${message}.write(${value}, writer);\nwriter.wrap(${number}, before);\n`;
}
