import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import { EngineDamage, EngineForeign } from "../engine/engine-error.js";
import { ByteReader, Malformed } from "../wal/byte-reader.js";
import { ByteWriter } from "../wal/byte-writer.js";
import type { FileId } from "./file-names.js";

export const BITCASK_VERSION = 1;
export const HEADER_BYTES = 128;

const WRITER_BYTES = 64;
const CHECKSUM_POSITION = HEADER_BYTES - 4;

/** Each kind of file begins with its own eight letters. */
const magics = { data: "KEYVALBD", hint: "KEYVALBH", manifest: "KEYVALBM" } as const;

export type FileKind = keyof typeof magics;

/** What every file of the engine begins with; docs/internals/bitcask.md describes it to the byte. */
export interface FileHeader {
  readonly id: FileId;
  /** The checksum of the header: with it the other checksums in the file begin. */
  readonly seed: number;
}

export function encodeFileHeader(kind: FileKind, id: FileId, writer: string, crc32: Crc32): Uint8Array {
  const bytes = new ByteWriter(HEADER_BYTES);
  bytes.bytes(ascii(magics[kind]));
  bytes.u32(BITCASK_VERSION);
  bytes.u32(0);
  bytes.bytes(ascii(writer));
  bytes.zeros(WRITER_BYTES - writer.length);
  bytes.u64(id.number);
  bytes.u32(id.high);
  bytes.u32(id.low);
  bytes.zeros(CHECKSUM_POSITION - bytes.length);
  bytes.u32(crc32(bytes.view(), 0));
  return bytes.view();
}

/** The header of a file that must have one; throws an `EngineDamage` or `EngineForeign` that names it. */
export function decodeFileHeader(kind: FileKind, path: string, bytes: Uint8Array, crc32: Crc32): FileHeader {
  if (bytes.length < HEADER_BYTES) throw new EngineDamage("the file has lost its header", path, bytes.length);
  const seed = new ByteReader(bytes, CHECKSUM_POSITION, HEADER_BYTES).u32();
  const isWhole = crc32(bytes.subarray(0, CHECKSUM_POSITION), 0) === seed;
  const reader = new ByteReader(bytes, 0, HEADER_BYTES);
  const letters = text(reader.bytes(magics[kind].length));
  if (!isWhole) {
    throw resembles(letters, magics[kind])
      ? new EngineDamage("the header is damaged", path, 0)
      : new EngineForeign(path);
  }
  const version = reader.u32();
  reader.skip(4);
  const writer = text(reader.bytes(WRITER_BYTES));
  if (letters !== magics[kind]) throw new EngineForeign(path);
  if (version !== BITCASK_VERSION) throw new EngineForeign(path, version, writer);
  return { id: decodeId(reader, path), seed };
}

/** Damage may have hit the letters too. */
function resembles(letters: string, magic: string): boolean {
  return Array.from(magic).filter((letter, i) => letter !== letters[i]).length <= 2;
}

function decodeId(reader: ByteReader, path: string): FileId {
  try {
    return { number: reader.u64(), high: reader.u32(), low: reader.u32() };
  } catch (error) {
    if (error instanceof Malformed) throw new EngineDamage(`the header holds ${error.message}`, path, 0);
    throw error;
  }
}

function ascii(letters: string): Uint8Array {
  assert(letters.length <= WRITER_BYTES, "a writer's name has its place", letters.length);
  return Uint8Array.from(letters, (letter) => {
    const code = letter.charCodeAt(0);
    assert(code >= 0x20 && code < 0x7f, "a writer's name is plain ASCII", code);
    return code;
  });
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.filter((byte) => byte !== 0));
}
