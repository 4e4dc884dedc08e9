import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createCrc32 } from "../crc32.js";
import { goldenBytes } from "../golden-bytes.test-helper.js";
import { decodeBackupHeader, encodeBackupHeader, type BackupHeader } from "./backup-header.js";

const page = readFileSync(new URL("../../../../docs/internals/backup.md", import.meta.url), "utf8");
const crc32 = createCrc32();

/** The example of docs/internals/backup.md. */
const EXAMPLE: BackupHeader = {
  writer: "keyval 0.1.0",
  cluster: "d1cfaf999eb97a2a",
  bytes: 2 ** 51 + 4_096,
  manifestBytes: 350,
  keys: 2 ** 32 + 3,
};

void describe("the golden bytes of docs/internals/backup.md", () => {
  it("are what is written", () => {
    assert.equal(
      Buffer.from(encodeBackupHeader(EXAMPLE, crc32)).toString("hex"),
      Buffer.from(goldenBytes(page)).toString("hex"),
    );
  });

  it("are read", () => {
    assert.deepEqual(decodeBackupHeader("", goldenBytes(page), crc32), EXAMPLE);
  });
});
