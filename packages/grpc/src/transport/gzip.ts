import { gunzipSync, gzipSync } from "node:zlib";
import type { Compression, Decompressed } from "../wire/compression.js";

/**
 * In one go and on the main thread: a message is bounded, and sending it through libuv's pool costs more than a usual
 * one takes. Who sends large messages at a high rate should leave them as they are.
 */
export const gzip: Compression = {
  name: "gzip",
  compress: (message) => gzipSync(message, { level: 1 }),
  decompress: (message, bytesMax): Decompressed => {
    try {
      return gunzipSync(message, { maxOutputLength: Math.max(1, bytesMax) });
    } catch (error) {
      return (error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE" ? "tooLarge" : "damaged";
    }
  },
};
