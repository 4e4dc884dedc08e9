import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Compression, Decompressed } from "../wire/compression.js";
import { createGzip } from "./gzip.js";

const LARGE = 2 ** 20;

/** What is not unpacked at once. */
function later(gzip: Compression, message: Uint8Array, bytesMax = LARGE): Promise<Decompressed> {
  return new Promise((resolve) => {
    const now = gzip.decompress(message, bytesMax, resolve);
    assert.ok(typeof now === "object" && "cancel" in now);
  });
}

/** What is. */
function atOnce(message: Uint8Array, bytesMax = LARGE): Decompressed {
  const now = createGzip().decompress(message, bytesMax, () => assert.fail("it was unpacked at once"));
  assert.ok(!(typeof now === "object" && "cancel" in now));
  return now;
}

test("gzip packs what takes little time, and leaves what would hold up everybody else as it is", () => {
  const packed = createGzip().compress(new Uint8Array(2 ** 17).fill(7));
  assert.ok(packed !== undefined && packed.length < 2 ** 12);
  assert.equal(atOnce(packed).length, 2 ** 17);
  assert.equal(createGzip().compress(new Uint8Array(2 ** 17 + 1).fill(7)), undefined);
});

test("gzip unpacks aside what is large, packed or not, and in the order in which it came", async () => {
  const gzip = createGzip();
  const messages = [randomBytes(LARGE), Buffer.alloc(2 ** 17 + 1), randomBytes(2 ** 18)];
  const told: number[] = [];
  const unpacked = messages.map(async (message, i) => {
    const packed = gzipSync(message);
    const pending = later(gzip, packed);
    // The stream reads the next bytes to the same place.
    packed.fill(0);
    assert.deepEqual(await pending, message);
    told.push(i);
  });
  assert.deepEqual(told, []);
  await Promise.all(unpacked);
  assert.deepEqual(told, [0, 1, 2]);
});

test("gzip refuses what is damaged or larger than it may be, at once and aside", async () => {
  const large = gzipSync(randomBytes(LARGE));
  assert.equal(await later(createGzip(), large, LARGE - 1), "tooLarge");
  assert.equal(atOnce(gzipSync(new Uint8Array(101)), 100), "tooLarge");
  assert.equal(atOnce(Buffer.from("no gzip")), "damaged");
  large.fill(0, LARGE / 2);
  assert.equal(await later(createGzip(), large), "damaged");
});

test("gzip tells nobody of what is not wanted any more, and goes on with the next", async () => {
  const gzip = createGzip();
  const packed = gzipSync(randomBytes(LARGE));
  const unwanted = [0, 1, 2].map(() => gzip.decompress(packed, LARGE, () => assert.fail("it was cancelled")));
  for (const one of unwanted) if (typeof one === "object" && "cancel" in one) one.cancel();
  assert.equal((await later(gzip, packed)).length, LARGE);
});
