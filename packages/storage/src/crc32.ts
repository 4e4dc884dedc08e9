/** The CRC-32 of ISO-HDLC and zlib, reflected. */
const POLYNOMIAL = 0xedb88320;

/** So many bytes are taken in one step, by a table for each. */
const STEP = 16;
const TABLES = createTables();

/** A checksum over bytes that continues from `seed`, the checksum of what stands before them: as Node's `zlib.crc32`. */
export type Crc32 = (bytes: Uint8Array, seed: number) => number;

/** For realms without zlib. */
export function createCrc32(): Crc32 {
  return (bytes, seed) =>
    crc32Between(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length, seed);
}

/**
 * The same of a part of what a view shows. For some hundred bytes it is done before a call has found its way into native
 * code, with a view of the part to be made first.
 */
export function crc32Between(view: DataView, from: number, to: number, seed: number): number {
  let crc = ~seed;
  let position = from;
  for (const end = to - STEP + 1; position < end; position += STEP) {
    crc =
      fourBytes(12, crc ^ view.getInt32(position, true)) ^
      fourBytes(8, view.getInt32(position + 4, true)) ^
      fourBytes(4, view.getInt32(position + 8, true)) ^
      fourBytes(0, view.getInt32(position + 12, true));
  }
  for (; position < to; position++) crc = at(0, crc ^ view.getUint8(position)) ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** What four bytes do to the checksum with so many others behind them. */
function fourBytes(behind: number, word: number): number {
  return at(behind + 3, word) ^ at(behind + 2, word >>> 8) ^ at(behind + 1, word >>> 16) ^ at(behind, word >>> 24);
}

/** Table n tells what a byte does to the checksum with n bytes of zeros behind it. */
function createTables(): Int32Array {
  const tables = new Int32Array(STEP * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * POLYNOMIAL);
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256] ?? 0;
    tables[i] = (tables[before & 0xff] ?? 0) ^ (before >>> 8);
  }
  return tables;
}

function at(table: number, byte: number): number {
  return TABLES[table * 256 + (byte & 0xff)] ?? 0;
}
