import { gunzipSync, gzipSync } from "node:zlib";
import type { Compression, Decompressed } from "../wire/compression.js";
import { GunzipQueue, unpackedOf } from "./gunzip-queue.js";

/** What is packed in one go, of which a KiB takes 20 to 40 microseconds. */
const PACKED_BYTES_MAX = 2 ** 17;

/** What is unpacked in one go, before and after. */
const UNPACKED_BYTES_MAX = 2 ** 17;

/**
 * In one go and on the main thread: sending a message of usual size through libuv's pool costs more than it takes to pack. A
 * larger one stays as it is, lest all others wait for it; one that comes packed is unpacked in the pool, one after the other.
 */
export function createGzip(): Compression {
  const queue = new GunzipQueue();
  return {
    name: "gzip",
    compress: (message) => (message.length > PACKED_BYTES_MAX ? undefined : gzipSync(message, { level: 1 })),
    decompress: (message, bytesMax, done) => {
      const atOnce = Math.min(bytesMax, UNPACKED_BYTES_MAX);
      const unpacked = message.length > UNPACKED_BYTES_MAX ? "tooLarge" : unpackedAtOnce(message, atOnce);
      return unpacked === "tooLarge" && atOnce < bytesMax ? queue.add(message, bytesMax, done) : unpacked;
    },
  };
}

function unpackedAtOnce(message: Uint8Array, bytesMax: number): Decompressed {
  try {
    return gunzipSync(message, { maxOutputLength: Math.max(1, bytesMax) });
  } catch (error) {
    return unpackedOf(error);
  }
}
