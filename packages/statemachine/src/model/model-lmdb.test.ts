import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { LmdbWorld } from "./lmdb-world.test-helper.js";
import { runPrograms } from "./run-programs.test-helper.js";

/** Programs that wait for the disk at the same time. */
const LANES = 4;

void describe("random programs of all commands and queries", () => {
  it("do what the model does, on lmdb", async () => {
    const parent = fs.mkdtempSync(join(tmpdir(), "keyval-model-"));
    try {
      await runPrograms(1_000, (options) => LmdbWorld.create(parent, options), LANES);
    } finally {
      fs.rmSync(parent, { recursive: true });
    }
  });
});
