import type { Writer } from "@keyval/raft/varint";

/** Bytes with their length before them. */
export function writeSized(writer: Writer, bytes: Uint8Array): void {
  writer.number(bytes.length);
  writer.append(bytes);
}
