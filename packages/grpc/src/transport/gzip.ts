import { gunzipSync, gzipSync } from "node:zlib";
import type { Compression, Decompressed } from "../wire/compression.js";

/** What is packed in one go, of which a KiB takes 20 to 40 microseconds. */
const PACKED_BYTES_MAX = 2 ** 17;

/**
 * In one go and on the main thread: sending a message of usual size through libuv's pool costs more than it takes to pack. A
 * larger one stays as it is, lest all others wait for it.
 */
export const gzip: Compression = {
  name: "gzip",
  compress: (message) => (message.length > PACKED_BYTES_MAX ? undefined : gzipSync(message, { level: 1 })),
  decompress: (message, bytesMax): Decompressed => {
    try {
      return gunzipSync(message, { maxOutputLength: Math.max(1, bytesMax) });
    } catch (error) {
      return (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE" ? "tooLarge" : "damaged";
    }
  },
};
