import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createCrc32 } from "../crc32.js";
import { goldenBytes } from "../golden-bytes.test-helper.js";
import { encodeManifest, tryDecode, type SnapshotManifest } from "./manifest.js";

const page = readFileSync(new URL("../../../../docs/internals/snapshot.md", import.meta.url), "utf8");
const crc32 = createCrc32();

/** The example of docs/internals/snapshot.md. */
const EXAMPLE: SnapshotManifest = {
  writer: "keyval 0.1.0",
  group: 7,
  start: Uint8Array.of(0x61),
  end: new Uint8Array(0),
  epoch: 1,
  index: 5,
  term: 3,
  configuration: Uint8Array.of(1, 2, 3),
  position: 4,
  revision: 9,
  state: Uint8Array.of(0xff),
  files: [{ origin: "m1.a", id: "3.data", length: 9, checksum: 0xcbf43926, path: "snapshots/x" }],
};

describe("the golden bytes of docs/internals/snapshot.md", () => {
  it("are what is written", () => {
    assert.equal(
      Buffer.from(encodeManifest(EXAMPLE, crc32)).toString("hex"),
      Buffer.from(goldenBytes(page)).toString("hex"),
    );
  });

  it("are read", () => {
    assert.deepEqual(tryDecode("", goldenBytes(page), crc32), { error: undefined, value: EXAMPLE });
  });
});

it("a manifest of version 1, as it was committed, is read", () => {
  const bytes = new Uint8Array(readFileSync(new URL("../../testdata/snapshot-1.manifest", import.meta.url)));
  assert.deepEqual(tryDecode("", bytes, crc32).value, EXAMPLE);
});
