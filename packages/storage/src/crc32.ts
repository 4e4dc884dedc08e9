/** The CRC-32 of ISO-HDLC and zlib, reflected. */
const POLYNOMIAL = 0xedb88320;

/** A checksum over bytes that continues from `seed`, the checksum of what stands before them: as Node's `zlib.crc32`. */
export type Crc32 = (bytes: Uint8Array, seed: number) => number;

/** For realms without zlib: eight tables, so that eight bytes are taken in one step. */
export function createCrc32(): Crc32 {
  const tables = createTables();
  return (bytes, seed) => {
    let crc = ~seed;
    let position = 0;
    for (const end = bytes.length - 7; position < end; position += 8) {
      crc ^= word(bytes, position);
      const high = word(bytes, position + 4);
      crc =
        at(tables, 7, crc) ^
        at(tables, 6, crc >>> 8) ^
        at(tables, 5, crc >>> 16) ^
        at(tables, 4, crc >>> 24) ^
        at(tables, 3, high) ^
        at(tables, 2, high >>> 8) ^
        at(tables, 1, high >>> 16) ^
        at(tables, 0, high >>> 24);
    }
    for (; position < bytes.length; position++) crc = at(tables, 0, crc ^ (bytes[position] ?? 0)) ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

/** Table n tells what a byte does to the checksum with n bytes of zeros behind it. */
function createTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) * POLYNOMIAL);
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const before = tables[i - 256] ?? 0;
    tables[i] = at(tables, 0, before) ^ (before >>> 8);
  }
  return tables;
}

function at(tables: Int32Array, table: number, byte: number): number {
  return tables[table * 256 + (byte & 0xff)] ?? 0;
}

function word(bytes: Uint8Array, position: number): number {
  return (
    (bytes[position] ?? 0) |
    ((bytes[position + 1] ?? 0) << 8) |
    ((bytes[position + 2] ?? 0) << 16) |
    ((bytes[position + 3] ?? 0) << 24)
  );
}
