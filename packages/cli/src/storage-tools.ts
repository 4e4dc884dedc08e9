import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";
import { decodeConfiguration, encodeConfiguration, entryBytes } from "@keyval/raft";
import type { Digest } from "@keyval/storage";
import { Failure } from "./frame/failure.js";

/** What storage asks of whoever opens the files of a member. */
export const storageTools = {
  crc32,
  createDigest: (): Digest => createHash("sha256"),
  random: (): number => randomInt(2 ** 32),
  defer: setImmediate,
  raft: { encodeConfiguration, decodeConfiguration, entryBytes },
  writer: "kvctl",
} as const;

/** What storage refuses is told in its own sentence. */
export function orFailure<T>(outcome: Promise<T>): Promise<T> {
  return outcome.catch((error: unknown) => {
    throw error instanceof Failure ? error : new Failure((error as Error).message);
  });
}
