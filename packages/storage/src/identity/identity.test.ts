import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LogOutcome } from "../log.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { CRC32, Dice, Turns } from "../wal/wal-world.test-helper.js";
import { openIdentity } from "./open-identity.js";
import type { Identity } from "./identity.js";
import { IdentityError } from "./identity-error.js";

const WANTED: Identity = { cluster: "9f3c", member: "m-1", incarnation: "first" };
const WRITER = "keyval 0.1.0";

/** What the page docs/internals/identity.md shows. */
const GOLDEN = `KeyVal data directory, version 1, written by keyval 0.1.0
cluster 9f3c
member m-1
incarnation first
crc32 f09dc1eb
`;

type Files = ReadonlyMap<string, Uint8Array>;

function tryOpen(
  files: Files,
  wanted = WANTED,
  crashAt = Infinity,
): { disk: MemoryDisk; outcome?: LogOutcome<Identity> } {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  disk.crashAt = crashAt;
  const outcomes: LogOutcome<Identity>[] = [];
  openIdentity({ disk, crc32: CRC32, writer: WRITER }, wanted, (answer) => outcomes.push(answer));
  assert.equal(outcomes.length, 0, "no callback runs inside the call");
  turns.run();
  const [outcome] = outcomes;
  return outcome === undefined ? { disk } : { disk, outcome };
}

function text(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

function refusal(files: Files, wanted = WANTED): IdentityError {
  const error = tryOpen(files, wanted).outcome?.error;
  assert.ok(error instanceof IdentityError);
  return error;
}

const begun = (): Files => tryOpen(new Map()).disk.files;

describe("the identity of a data directory", () => {
  it("is what an empty directory is begun with, and what is found there from then on", () => {
    const files = begun();
    assert.equal(text(files.get("identity")), GOLDEN);
    const found = tryOpen(files, { ...WANTED, incarnation: "second" }).outcome;
    assert.deepEqual(found, { error: undefined, value: WANTED });
  });

  it("refuses the data of another member or cluster", () => {
    for (const changes of [{ cluster: "other" }, { member: "m-2" }]) {
      const error = refusal(begun(), { ...WANTED, ...changes });
      assert.equal(error.code, "FOREIGN");
      assert.match(error.message, /holds member m-1 of cluster 9f3c, not member .*: start with the one that belongs/);
    }
  });

  it("refuses a directory that somebody else works in, but not for its locks", () => {
    const error = refusal(new Map([["thesis.tex", new Uint8Array(9)]]));
    assert.equal(error.code, "FOREIGN");
    assert.match(error.message, /holds "thesis.tex" and no file "identity": .* Use an empty one/);
    assert.equal(refusal(new Map([["wal/0000000000000001.wal", new Uint8Array(9)]])).code, "FOREIGN");
    assert.equal(tryOpen(new Map([["lock-0123456789abcdef", new Uint8Array(0)]])).outcome?.error, undefined);
  });

  it("refuses a file of another kind, and one of a later version", () => {
    assert.equal(refusal(new Map([["identity", new TextEncoder().encode("cn=me\n")]])).code, "FOREIGN");
    const later = new TextEncoder().encode("KeyVal data directory, version 2, written by keyval 7.0.0\nwhatever\n");
    const error = refusal(new Map([["identity", later]]));
    assert.equal(error.code, "FUTURE");
    assert.match(error.message, /has version 2 and was written by "keyval 7.0.0": use that program or a newer one/);
  });

  it("refuses a file with any bit changed, or any part missing", () => {
    const [[, bytes] = ["", new Uint8Array(0)]] = begun();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = bytes.slice();
      changed[Math.floor(bit / 8)] = (changed[Math.floor(bit / 8)] ?? 0) ^ (1 << (bit % 8));
      refusal(new Map([["identity", changed]]));
    }
    for (let length = 0; length < bytes.length; length++) refusal(new Map([["identity", bytes.slice(0, length)]]));
    refusal(new Map([["identity", new Uint8Array(100_000).fill(0x4b)]]));
  });

  it("is there whole or not at all, wherever the machine goes down", () => {
    for (let crashAt = 1; ; crashAt++) {
      const { disk, outcome } = tryOpen(new Map(), WANTED, crashAt);
      for (let variant = 0; variant < 20; variant++) {
        const dice = new Dice(crashAt * 100 + variant);
        const after = disk.crash((count) => dice.below(count));
        const again = { ...WANTED, incarnation: "second" };
        const { value } = tryOpen(after, again).outcome ?? {};
        if (outcome === undefined) assert.ok(value?.incarnation === "second" || value?.incarnation === "first");
        else assert.deepEqual(value, WANTED, "what was promised stays");
        // A crash of the second start, too.
        const second = tryOpen(after, again, 1 + (variant % 6)).disk.crash((count) => dice.below(count));
        assert.equal(tryOpen(second, again).outcome?.error, undefined);
      }
      if (disk.calls < crashAt) return;
    }
  });

  it("tells what the disk failed in", () => {
    for (const operation of ["open", "list", "write", "sync", "rename", "syncDirectory"] as const) {
      const turns = new Turns();
      const disk = new MemoryDisk(turns.defer);
      disk.failing = (asked) => (asked === operation ? "EIO" : undefined);
      const errors: (Error | undefined)[] = [];
      openIdentity({ disk, crc32: CRC32, writer: WRITER }, WANTED, ({ error }) => errors.push(error));
      turns.run();
      assert.equal(errors.length, 1);
      assert.match(errors[0]?.message ?? "", new RegExp(`^EIO: ${operation}`));
    }
  });

  it("takes no name that would not be found again", () => {
    for (const member of ["", "two words", "line\nbreak", "x".repeat(65)]) {
      assert.throws(() => tryOpen(new Map(), { ...WANTED, member }), RangeError);
    }
  });
});
