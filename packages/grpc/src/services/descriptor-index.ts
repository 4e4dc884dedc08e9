import { type ProtoField, protoNumber, protoText, readProto } from "../wire/proto.js";

interface File {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly imports: readonly string[];
}

/**
 * What a set of files declares, read from their FileDescriptorProto (google/protobuf/descriptor.proto, whose field
 * numbers these are): which file has a name, a symbol, an extension.
 */
export class DescriptorIndex {
  readonly #files = new Map<string, File>();
  readonly #symbols = new Map<string, File>();
  /** By the extended type, then by the extension's number. */
  readonly #extensions = new Map<string, Map<number, File>>();
  readonly #services: string[] = [];

  constructor(files: readonly Uint8Array[]) {
    for (const bytes of files) this.#addFile(bytes);
    this.#services.sort();
  }

  get services(): readonly string[] {
    return this.#services;
  }

  /** A file and all that it imports, without those that were not passed in; undefined if there is no such file. */
  fileByName(name: string): readonly Uint8Array[] | undefined {
    const file = this.#files.get(name);
    return file && this.#withImports(file);
  }

  fileBySymbol(symbol: string): readonly Uint8Array[] | undefined {
    const file = this.#symbols.get(symbol);
    return file && this.#withImports(file);
  }

  fileByExtension(type: string, number: number): readonly Uint8Array[] | undefined {
    const file = this.#extensions.get(type)?.get(number);
    return file && this.#withImports(file);
  }

  extensionNumbers(type: string): readonly number[] | undefined {
    const numbers = this.#extensions.get(type);
    if (numbers !== undefined) return [...numbers.keys()].sort((a, b) => a - b);
    return this.#symbols.has(type) ? [] : undefined;
  }

  #withImports(file: File): readonly Uint8Array[] {
    const found = new Set([file]);
    // A set is walked in the order of its growth, so what is added here is visited too.
    for (const { imports } of found) {
      for (const name of imports) {
        const imported = this.#files.get(name);
        if (imported !== undefined) found.add(imported);
      }
    }
    return [...found].map(({ bytes }) => bytes);
  }

  #addFile(bytes: Uint8Array): void {
    const fields = fieldsOf(bytes);
    const file: File = { name: textOf(fields, 1), bytes, imports: all(fields, 3).map((name) => textOf([name], 3)) };
    const scope = textOf(fields, 2);
    this.#files.set(file.name, file);
    for (const message of all(fields, 4)) this.#addMessage(file, scope, message);
    for (const enumeration of all(fields, 5)) this.#addEnum(file, scope, enumeration);
    for (const service of all(fields, 6)) {
      const name = this.#addSymbol(file, scope, service);
      this.#services.push(name);
      for (const method of all(inner(service), 2)) this.#addSymbol(file, name, method);
    }
    for (const extension of all(fields, 7)) this.#addExtension(file, scope, extension);
  }

  #addMessage(file: File, scope: string, message: ProtoField): void {
    const name = this.#addSymbol(file, scope, message);
    const fields = inner(message);
    for (const field of [...all(fields, 2), ...all(fields, 8)]) this.#addSymbol(file, name, field);
    for (const nested of all(fields, 3)) this.#addMessage(file, name, nested);
    for (const enumeration of all(fields, 4)) this.#addEnum(file, name, enumeration);
    for (const extension of all(fields, 6)) this.#addExtension(file, name, extension);
  }

  /** Values of an enumeration live beside it, not inside: C++ scoping, says descriptor.proto. */
  #addEnum(file: File, scope: string, enumeration: ProtoField): void {
    this.#addSymbol(file, scope, enumeration);
    for (const value of all(inner(enumeration), 2)) this.#addSymbol(file, scope, value);
  }

  #addExtension(file: File, scope: string, extension: ProtoField): void {
    this.#addSymbol(file, scope, extension);
    const fields = inner(extension);
    const extended = textOf(fields, 2).replace(/^\./, "");
    const numbers = this.#extensions.get(extended) ?? new Map<number, File>();
    this.#extensions.set(extended, numbers.set(protoNumber(fields, 3), file));
  }

  /** Returns the full name. Every declaration has its own name as field 1. */
  #addSymbol(file: File, scope: string, declaration: ProtoField): string {
    const name = textOf(inner(declaration), 1);
    const fullName = scope === "" ? name : `${scope}.${name}`;
    this.#symbols.set(fullName, file);
    return fullName;
  }
}

function all(fields: readonly ProtoField[], number: number): readonly ProtoField[] {
  return fields.filter((field) => field.number === number && field.bytes !== undefined);
}

function inner(field: ProtoField): readonly ProtoField[] {
  return fieldsOf(field.bytes ?? new Uint8Array(0));
}

function fieldsOf(bytes: Uint8Array): readonly ProtoField[] {
  const fields = readProto(bytes);
  if (fields === undefined) throw new RangeError("these bytes are no FileDescriptorProto");
  return fields;
}

function textOf(fields: readonly ProtoField[], number: number): string {
  const text = protoText(fields, number);
  if (text === undefined) throw new RangeError("a name in a FileDescriptorProto is not UTF-8");
  return text;
}
