import { decodeUtf8, encodeUtf8 } from "./utf8.js";

/** A field of a Protocol Buffers message that is a number (varint), or bytes: text, bytes or a message inside. */
export interface ProtoField {
  readonly number: number;
  readonly value: number;
  readonly bytes: Uint8Array | undefined;
}

/**
 * The fields of a message, one level deep; undefined where the bytes are no message. Just enough for the few services
 * that this package brings along: numbers are exact up to 2^53, fixed-width fields are passed over, groups refused.
 */
export function readProto(message: Uint8Array): readonly ProtoField[] | undefined {
  const fields: ProtoField[] = [];
  const reader = { message, at: 0 };
  while (reader.at < message.length) {
    const key = readVarint(reader);
    if (key === undefined || key < 8) return undefined;
    const number = Math.floor(key / 8);
    const type = key % 8;
    if (type === 0) {
      const value = readVarint(reader);
      if (value === undefined) return undefined;
      fields.push({ number, value, bytes: undefined });
    } else {
      const length = type === 2 ? readVarint(reader) : type === 1 ? 8 : type === 5 ? 4 : undefined;
      if (length === undefined || reader.at + length > message.length) return undefined;
      const start = reader.at;
      reader.at += length;
      if (type === 2) fields.push({ number, value: 0, bytes: message.subarray(start, start + length) });
    }
  }
  return fields;
}

/** The text of the last field of that number, as proto3 reads a field that is not repeated; "" where there is none. */
export function protoText(fields: readonly ProtoField[], number: number): string | undefined {
  const bytes = fields.findLast((field) => field.number === number)?.bytes;
  return bytes === undefined ? "" : decodeUtf8(bytes);
}

export function protoNumber(fields: readonly ProtoField[], number: number): number {
  return fields.findLast((field) => field.number === number && field.bytes === undefined)?.value ?? 0;
}

/** Writes fields one behind the other. */
export class ProtoWriter {
  readonly #bytes: number[] = [];

  number(number: number, value: number): this {
    if (value !== 0) {
      this.#varint(number * 8);
      this.#varint(value);
    }
    return this;
  }

  text(number: number, value: string): this {
    return value === "" ? this : this.message(number, encodeUtf8(value));
  }

  /** A message inside, or bytes; it is written even if it is empty. */
  message(number: number, value: Uint8Array): this {
    this.#varint(number * 8 + 2);
    this.#varint(value.length);
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #varint(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes.push((rest % 128) + 128);
    this.#bytes.push(rest);
  }
}

function readVarint(reader: { readonly message: Uint8Array; at: number }): number | undefined {
  let value = 0;
  for (let power = 1, count = 0; count < 10; power *= 128, count++) {
    const byte = reader.message[reader.at++];
    if (byte === undefined) return undefined;
    value += (byte % 128) * power;
    if (byte < 128) return value;
  }
  return undefined;
}
