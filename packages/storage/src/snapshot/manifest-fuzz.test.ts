import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { arbitraryBytes, CASES, mutated } from "../fuzz.test-helper.js";
import { CRC32, Dice } from "../wal/wal-world.test-helper.js";
import { encodeManifest, tryDecode } from "./manifest.js";
import { SnapshotError } from "./snapshot-error.js";

const whole = new Uint8Array(readFileSync(new URL("../../testdata/snapshot-1.manifest", import.meta.url)));
const LENGTH_POSITION = 12;

/** A typed error that names the source, or a manifest whose bytes are these. */
function judge(bytes: Uint8Array): "read" | "refused" {
  const { error, value } = tryDecode("from m2", bytes, CRC32);
  if (error !== undefined) {
    assert.ok(error instanceof SnapshotError, String(error));
    assert.equal(error.file, "from m2");
    return "refused";
  }
  assert.equal(tryDecode("again", encodeManifest(value, CRC32), CRC32).error, undefined);
  return "read";
}

/** Makes length and checksum right again, so that what stands between them is looked at. */
function sealed(bytes: Uint8Array): Uint8Array {
  if (bytes.length < LENGTH_POSITION + 8) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(LENGTH_POSITION, bytes.length, true);
  view.setUint32(bytes.length - 4, CRC32(bytes.subarray(0, bytes.length - 4), 0), true);
  return bytes;
}

describe("the manifest of a snapshot is read, or refused by a typed error:", () => {
  it("what was written", () => assert.equal(judge(whole), "read"));

  it("arbitrary bytes", () => {
    for (let seed = 1; seed <= CASES; seed++) {
      assert.equal(judge(arbitraryBytes(new Dice(seed), 400)), "refused");
      judge(sealed(Uint8Array.from([...whole.subarray(0, 80), ...arbitraryBytes(new Dice(seed), 400)])));
    }
  });

  it("mutated bytes, also with the right checksum", () => {
    const seen = { read: 0, refused: 0 };
    for (let seed = 1; seed <= CASES; seed++) {
      const bytes = mutated(whole, new Dice(seed));
      assert.equal(judge(bytes), Buffer.compare(bytes, whole) === 0 ? "read" : "refused", `seed ${seed}`);
      seen[judge(sealed(bytes))]++;
    }
    assert.ok(seen.read > 0 && seen.refused > 0, JSON.stringify(seen));
  });
});
