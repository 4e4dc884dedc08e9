import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { clientKeyOf, decodeRecord } from "./decode-record.js";
import { RecordEncoder } from "./encode-record.js";
import { RecordError } from "./record-error.js";
import type { VersionRecord } from "./version-record.js";

const PUT: VersionRecord = {
  key: Buffer.from("key"),
  mod: 300,
  sub: 2,
  isTombstone: false,
  create: 297,
  version: 4,
  valueBytes: 200,
  lease: 258,
  hashHigh: 0x0a0b0c0d,
  hashLow: 0xfffefdfc,
};

const TOMBSTONE: VersionRecord = {
  ...PUT,
  mod: 301,
  sub: 0,
  isTombstone: true,
  create: 0,
  version: 0,
  valueBytes: 0,
  lease: 0,
  hashHigh: 0,
  hashLow: 0,
};

const EDGES = [0, 1, 127, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, 2 ** 53 - 1];

const roundTrip = (record: VersionRecord): VersionRecord => decodeRecord(new RecordEncoder().encode(record).slice());

/** The hexadecimal columns of the page's examples. */
function goldenBytes(): Buffer[] {
  const page = readFileSync(new URL("../../../../docs/internals/record.md", import.meta.url), "utf8");
  return [...page.matchAll(/```text\n([^]*?)```/g)].map(([, block = ""]) =>
    Buffer.from(
      block
        .split("\n")
        .map((line) => /^((?:[0-9a-f]{2} ?)+)/.exec(line)?.[1] ?? "")
        .join("")
        .replaceAll(" ", ""),
      "hex",
    ),
  );
}

void describe("records", () => {
  it("are the bytes on their page", () => {
    const [put, tombstone] = goldenBytes();
    const encoder = new RecordEncoder();
    assert.deepEqual(Buffer.from(encoder.encode(PUT)), put);
    assert.deepEqual(Buffer.from(encoder.encode(TOMBSTONE)), tombstone);
  });

  it("come back as they were, at the edges of every number", () => {
    for (const mod of EDGES) {
      for (const version of EDGES) {
        const sizes = { sub: Math.min(version, 2 ** 31 - 1), valueBytes: Math.min(version, 2 ** 32 - 1) };
        const record = { ...PUT, mod, create: Math.min(mod, version), version, ...sizes };
        assert.deepEqual(roundTrip(record), { ...record, key: new Uint8Array(record.key) });
      }
    }
  });

  it("keep all 64 bits of a lease, in the one form that its id has", () => {
    const leases = [1, -1, 2 ** 31, 2 ** 53 - 1, -(2 ** 53 - 1), 2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)];
    for (const lease of leases) assert.equal(roundTrip({ ...PUT, lease }).lease, lease);
  });

  it("hold any key, and give it without a copy", () => {
    const encoder = new RecordEncoder();
    for (const length of [0, 1, 300, 100_000]) {
      const key = Buffer.alloc(length, 7);
      const bytes = encoder.encode({ ...PUT, key });
      assert.deepEqual(Buffer.from(clientKeyOf(bytes)), key);
      assert.equal(clientKeyOf(bytes).buffer, bytes.buffer);
      assert.deepEqual(Buffer.from(clientKeyOf(encoder.encode({ ...TOMBSTONE, key }))), key);
    }
  });

  it("refuse what is cut, unknown or impossible", () => {
    const bytes = new RecordEncoder().encode(PUT).slice();
    for (let length = 0; length < bytes.length - PUT.key.length; length++) {
      assert.throws(() => decodeRecord(bytes.subarray(0, length)), RecordError);
      assert.throws(() => clientKeyOf(bytes.subarray(0, length)), RecordError);
    }
    const changed = (at: number, byte: number): Uint8Array => bytes.with(at, byte);
    assert.throws(() => decodeRecord(changed(0, 2)), /version is 2/);
    assert.throws(() => decodeRecord(changed(1, 4)), /flags are 4/);
    const tooLarge = [1, 0, 255, 255, 255, 255, 255, 255, 255, 127, 0, 0, 0];
    assert.throws(() => decodeRecord(Uint8Array.from(tooLarge)), /too large/);
    assert.throws(() => decodeRecord(Uint8Array.from([1, 0, 3, 0, 4, 1])), /before the first revision/);
  });
});
