import type { Backup } from "@keyval/storage";
import type { Answer } from "../answer.js";
import { byteSize } from "../byte-size.js";
import { goQuote } from "../go-quote.js";
import type { Table } from "../table.js";

/** As `etcdutl snapshot status` has it; the version is that of the program that wrote the snapshot. */
export function snapshotStatusAnswer({ hash, manifest, keys, bytes, writer }: Backup): Answer {
  const { revision } = manifest;
  const row = [hash.toString(16), `${revision}`, `${keys}`, byteSize(bytes), writer];
  const table: Table = { head: ["hash", "revision", "total keys", "total size", "version"], rows: [row] };
  return {
    simple: () => [`${row.join(", ")}\n`],
    fields: () => [
      `"Hash" : ${hash}\n"Revision" : ${revision}\n"Keys" : ${keys}\n"Size" : ${bytes}\n"Version" : ${goQuote(writer)}\n`,
    ],
    table: () => table,
    json: () => ({ hash, revision, totalKey: keys, totalSize: bytes, version: writer }),
  };
}
