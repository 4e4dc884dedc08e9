import type { VerifiedBackup } from "@keyval/storage";
import type { Answer } from "../answer.js";
import { byteSize } from "../byte-size.js";
import { goQuote } from "../go-quote.js";
import type { Table } from "../table.js";

/** Of a digest, where people look: enough to tell one from another. */
const DIGITS = 16;

/** As `etcdutl snapshot status` has it, with more of an increment; the version is that of the program that wrote it. */
export function snapshotStatusAnswer({ hash, manifest, keys, bytes, writer, since, digest }: VerifiedBackup): Answer {
  const { revision } = manifest;
  const row = [hash.toString(16), `${revision}`, `${keys}`, byteSize(bytes), writer];
  const previous = since && Buffer.from(since.digest).toString("hex");
  const after = previous?.slice(0, DIGITS) ?? "";
  const head = ["hash", "revision", "total keys", "total size", "version"];
  const table: Table = since
    ? { head: [...head, "since revision", "after sha-256"], rows: [[...row, `${since.revision}`, after]] }
    : { head, rows: [row] };
  const words = since ? [...row, `since ${since.revision}`, `after ${after}`] : row;
  return {
    simple: () => [`${words.join(", ")}\n`],
    fields: () => [
      `"Hash" : ${hash}\n"Revision" : ${revision}\n"Keys" : ${keys}\n"Size" : ${bytes}\n"Version" : ${goQuote(writer)}\n`,
      since ? `"SinceRevision" : ${since.revision}\n"PreviousSha256" : "${previous}"\n` : "",
    ],
    table: () => table,
    json: () => ({
      ...{ hash, revision, totalKey: keys, totalSize: bytes, version: writer },
      kind: since ? "increment" : "whole",
      sha256: digest && Buffer.from(digest).toString("hex"),
      ...(since && { sinceRevision: since.revision, previousSha256: previous }),
    }),
  };
}
