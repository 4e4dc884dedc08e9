import { asciiBytes, asciiText } from "../ascii.js";
import type { Crc32 } from "../crc32.js";
import { IDENTITY_BYTES_MAX, IDENTITY_FIELD_LENGTH_MAX } from "../limits.js";
import { IdentityError } from "./identity-error.js";

export const IDENTITY_NAME = "identity";
export const IDENTITY_VERSION = 1;

const TITLE = "KeyVal data directory";

/** Whose data a directory holds. Each is plain ASCII without spaces, chosen by its owner. */
export interface Identity {
  readonly cluster: string;
  readonly member: string;
  /** New for every directory that a member begins with: what an earlier one held is gone. */
  readonly incarnation: string;
}

/** Lines of text, for whoever finds the directory; the last one is the checksum of those before it. */
export function encodeIdentity({ cluster, member, incarnation }: Identity, writer: string, crc32: Crc32): Uint8Array {
  const wrong = [cluster, member, incarnation].find((field) => !isField(field));
  if (wrong !== undefined) throw new RangeError(`no name in an identity: "${wrong}"`);
  const lines = [
    `${TITLE}, version ${IDENTITY_VERSION}, written by ${writer}`,
    `cluster ${cluster}`,
    `member ${member}`,
    `incarnation ${incarnation}`,
    "",
  ];
  const body = asciiBytes(lines.join("\n"));
  const checksum = asciiBytes(`crc32 ${hex(crc32(body, 0))}\n`);
  const bytes = new Uint8Array(body.length + checksum.length);
  bytes.set(body);
  bytes.set(checksum, body.length);
  return bytes;
}

/** Throws an {@link IdentityError}. */
export function decodeIdentity(file: string, bytes: Uint8Array, crc32: Crc32): Identity {
  const text = asciiText(bytes.subarray(0, IDENTITY_BYTES_MAX));
  const head = /^KeyVal data directory, version (\d+), written by (.*)\n/.exec(text);
  if (head === null) throw new IdentityError("FOREIGN", `${file} is not the identity of a data directory of KeyVal.`);
  const version = Number(head[1]);
  if (version !== IDENTITY_VERSION) {
    const why = `has version ${version} and was written by "${head[2] ?? ""}": use that program or a newer one.`;
    throw new IdentityError("FUTURE", `${file} ${why}`);
  }
  const [, cluster = "", member = "", incarnation = "", checksum] =
    /^.*\ncluster (.*)\nmember (.*)\nincarnation (.*)\ncrc32 ([0-9a-f]{8})\n$/.exec(text) ?? [];
  const body = bytes.subarray(0, Math.max(0, bytes.length - "crc32 01234567\n".length));
  if (![cluster, member, incarnation].every(isField) || checksum !== hex(crc32(body, 0))) {
    throw new IdentityError("DAMAGED", `${file} does not have its checksum: restore it from a backup.`);
  }
  return { cluster, member, incarnation };
}

function isField(field: string): boolean {
  return field.length <= IDENTITY_FIELD_LENGTH_MAX && /^[\x21-\x7e]+$/.test(field);
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, "0");
}
