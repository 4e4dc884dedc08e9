import { schema } from "../generated/schema.js";
import { Writer } from "../wire/writer.js";
import type { EnumSchema, FieldSchema, FieldType, FileSchema, MessageSchema, ServiceSchema } from "./schema.js";

/** Numbers of google/protobuf/descriptor.proto. */
const FILE = { name: 1, package: 2, dependency: 3, message: 4, enum: 5, service: 6, syntax: 12 } as const;
const MESSAGE = { name: 1, field: 2, enum: 4, oneof: 8 } as const;
const FIELD = { name: 1, number: 3, label: 4, type: 5, typeName: 6, options: 8, oneof: 9, jsonName: 10 } as const;
const ENUM = { name: 1, value: 2 } as const;
const ENUM_VALUE = { name: 1, number: 2 } as const;
const SERVICE = { name: 1, method: 2 } as const;
const METHOD = { name: 1, input: 2, output: 3, clientStreams: 5, serverStreams: 6 } as const;

const LABEL = { optional: 1, repeated: 3 } as const;

const TYPE: Readonly<Record<FieldType, number>> = {
  int64: 3,
  uint64: 4,
  int32: 5,
  bool: 8,
  string: 9,
  message: 11,
  bytes: 12,
  uint32: 13,
  enum: 14,
};

const JSTYPE_STRING = 1;
const OPTION_JSTYPE = 6;

/** All files as FileDescriptorProto, each behind those that it imports: what a server tells who asks for its services. */
export function fileDescriptors(): readonly Uint8Array[] {
  const writer = new Writer();
  return schema.map((file) => {
    writeFile(writer, file);
    return writer.take();
  });
}

// A writer goes from the back to the front: so do these.

function writeFile(writer: Writer, file: FileSchema): void {
  writer.text(FILE.syntax, "proto3");
  writeEach(writer, FILE.service, file.services, writeService);
  writeEach(writer, FILE.enum, file.enums, writeEnum);
  writeEach(writer, FILE.message, file.messages, writeMessage);
  for (const path of file.imports.toReversed()) writer.text(FILE.dependency, path);
  writer.text(FILE.package, file.package);
  writer.text(FILE.name, file.path);
}

function writeEach<T>(
  writer: Writer,
  field: number,
  items: readonly T[],
  write: (writer: Writer, item: T) => void,
): void {
  for (const item of items.toReversed()) {
    const before = writer.length;
    write(writer, item);
    writer.wrap(field, before);
  }
}

function writeMessage(writer: Writer, { name, fields, enums }: MessageSchema): void {
  const oneofs = [...new Set(fields.flatMap(({ oneof }) => oneof ?? []))];
  writeEach(writer, MESSAGE.oneof, oneofs, (_, oneof) => writer.text(1, oneof));
  writeEach(writer, MESSAGE.enum, enums, writeEnum);
  writeEach(writer, MESSAGE.field, fields, (_, field) => writeField(writer, field, oneofs));
  writer.text(MESSAGE.name, name);
}

function writeField(writer: Writer, field: FieldSchema, oneofs: readonly string[]): void {
  writer.text(FIELD.jsonName, field.property);
  if (field.oneof !== undefined) writer.int64Value(FIELD.oneof, oneofs.indexOf(field.oneof));
  if (field.isId === true) {
    const before = writer.length;
    writer.int32(OPTION_JSTYPE, JSTYPE_STRING);
    writer.wrap(FIELD.options, before);
  }
  if (field.of !== undefined) writer.text(FIELD.typeName, `.${field.of}`);
  writer.int32(FIELD.type, TYPE[field.type]);
  writer.int32(FIELD.label, field.isRepeated === true ? LABEL.repeated : LABEL.optional);
  writer.int32(FIELD.number, field.number);
  writer.text(FIELD.name, field.name);
}

function writeEnum(writer: Writer, { name, values }: EnumSchema): void {
  writeEach(writer, ENUM.value, Object.entries(values), (_, [value, number]) => {
    writer.int64Value(ENUM_VALUE.number, number);
    writer.text(ENUM_VALUE.name, value);
  });
  writer.text(ENUM.name, name);
}

function writeService(writer: Writer, { name, methods }: ServiceSchema): void {
  writeEach(writer, SERVICE.method, methods, (_, method) => {
    writer.bool(METHOD.serverStreams, method.kind === "serverStream" || method.kind === "bidi");
    writer.bool(METHOD.clientStreams, method.kind === "clientStream" || method.kind === "bidi");
    writer.text(METHOD.output, `.${method.response}`);
    writer.text(METHOD.input, `.${method.request}`);
    writer.text(METHOD.name, method.name);
  });
  writer.text(SERVICE.name, name);
}
