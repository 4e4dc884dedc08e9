import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../engine/engine.js";
import { engineSuite } from "../engine/engine-suite.test-helper.js";
import { openLmdbEngine } from "../lmdb.js";
import { CRC32 } from "../wal/wal-world.test-helper.js";

engineSuite("lmdb", () => {
  const directory = fs.mkdtempSync(join(tmpdir(), "keyval-lmdb-"));
  const options = { directory, crc32: CRC32, now: () => 1, bytesMax: 2 ** 28 };
  return {
    open: () =>
      new Promise<Engine>((resolve, reject) => {
        openLmdbEngine(options, ({ error, value }) => (error === undefined ? resolve(value) : reject(error)));
      }),
    call: (call) => new Promise((resolve) => call(resolve)),
    end: () => fs.promises.rm(directory, { recursive: true }),
  };
});
