import { assert } from "../assert.js";
import type { Crc32 } from "../crc32.js";
import type { Disk, File } from "../disk.js";
import { IDENTITY_BYTES_MAX } from "../limits.js";
import type { LogDone } from "../log.js";
import { inOrder, type Next } from "../wal/in-order.js";
import { readBytes } from "../wal/read-bytes.js";
import { decodeIdentity, encodeIdentity, type Identity, IDENTITY_NAME } from "./identity.js";
import { IdentityError } from "./identity-error.js";

/** Not in force before it is renamed. */
const DRAFT = "identity.new";

export interface IdentityOptions {
  readonly disk: Disk;
  readonly crc32: Crc32;
  /** This program and its version, for whoever can not read its files. */
  readonly writer: string;
}

/**
 * Makes sure that the disk's root is the data directory of this cluster and member, and gives the incarnation under which
 * it was begun. An empty directory is begun with what is wanted. Fails with an {@link IdentityError} or a `DiskError`.
 */
export function openIdentity(options: IdentityOptions, wanted: Identity, done: LogDone<Identity>): void {
  readIdentity(options, ({ error, value: found }) => {
    if (error !== undefined) {
      done({ error });
    } else if (found === undefined) {
      begin(options, wanted, done);
    } else {
      const stranger = found.cluster !== wanted.cluster || found.member !== wanted.member;
      if (stranger) done({ error: notOurs(found, wanted) });
      else settle(options, found, done);
    }
  });
}

/** Undefined if there is none. */
export function readIdentity({ disk, crc32 }: IdentityOptions, done: LogDone<Identity | undefined>): void {
  disk.open(IDENTITY_NAME, "existing", ({ error, value: file }) => {
    if (error !== undefined) {
      done(error.code === "ENOENT" ? { error: undefined, value: undefined } : { error });
      return;
    }
    readBytes(file, 0, IDENTITY_BYTES_MAX, (error, bytes) => {
      file.close(() => {
        if (error === undefined) done(decoded(bytes, crc32));
        else done({ error });
      });
    });
  });
}

function decoded(bytes: Uint8Array, crc32: Crc32): Parameters<LogDone<Identity>>[0] {
  try {
    return { error: undefined, value: decodeIdentity(IDENTITY_NAME, bytes, crc32) };
  } catch (error) {
    if (error instanceof IdentityError) return { error };
    throw error;
  }
}

function notOurs(found: Identity, wanted: Identity): IdentityError {
  const whose = `holds member ${found.member} of cluster ${found.cluster}`;
  const ours = `not member ${wanted.member} of cluster ${wanted.cluster}`;
  return new IdentityError("FOREIGN", `The data directory ${whose}, ${ours}: start with the one that belongs to it.`);
}

/** Locks may be there, and what a crash left of an earlier beginning; anything else belongs to somebody. */
function begin(options: IdentityOptions, wanted: Identity, done: LogDone<Identity>): void {
  options.disk.list("", ({ error, value: names }) => {
    const strange = names?.find((name) => name !== DRAFT && !name.startsWith("lock-"));
    if (error !== undefined) {
      done({ error });
    } else if (strange !== undefined) {
      const what = `The directory holds "${strange}" and no file "${IDENTITY_NAME}": it is no data directory of KeyVal.`;
      done({ error: new IdentityError("FOREIGN", `${what} Use an empty one, or restore the file.`) });
    } else {
      write(options, wanted, done);
    }
  });
}

function write(options: IdentityOptions, identity: Identity, done: LogDone<Identity>): void {
  const { disk, crc32, writer } = options;
  const bytes = encodeIdentity(identity, writer, crc32);
  assert(bytes.length <= IDENTITY_BYTES_MAX, "an identity is short", bytes.length);
  disk.open(DRAFT, "any", ({ error, value: file }) => {
    if (error !== undefined) {
      done({ error });
      return;
    }
    fill(file, bytes, (error) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      disk.rename(DRAFT, IDENTITY_NAME, ({ error }) => {
        if (error === undefined) settle(options, identity, done);
        else done({ error });
      });
    });
  });
}

function fill(file: File, bytes: Uint8Array, done: Next): void {
  const steps = [
    (next: Next) => file.truncate(0, ({ error }) => next(error)),
    (next: Next) => file.write(0, [bytes], ({ error }) => next(error)),
    (next: Next) => file.sync(({ error }) => next(error)),
  ];
  inOrder(
    steps,
    (step, next) => step(next),
    (error) => file.close(() => done(error)),
  );
}

/** What was found may not be durable yet, if the process before this one ended between rename and sync. */
function settle({ disk }: IdentityOptions, identity: Identity, done: LogDone<Identity>): void {
  disk.syncDirectory("", ({ error }) => done(error === undefined ? { error: undefined, value: identity } : { error }));
}
