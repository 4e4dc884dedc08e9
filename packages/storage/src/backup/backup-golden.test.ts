import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createCrc32 } from "../crc32.js";
import { goldenBytes } from "../golden-bytes.test-helper.js";
import { decodeBackupHeader, encodeBackupHeader, type BackupHeader } from "./backup-header.js";

const page = readFileSync(new URL("../../../../docs/internals/backup.md", import.meta.url), "utf8");
const examples = page.slice(page.indexOf("## Golden bytes")).split("The same of an increment");
const crc32 = createCrc32();

/** The examples of docs/internals/backup.md. */
const WHOLE: BackupHeader = {
  writer: "keyval 0.1.0",
  cluster: "d1cfaf999eb97a2a",
  bytes: 2 ** 51 + 4_096,
  manifestBytes: 350,
  keys: 2 ** 32 + 3,
  since: undefined,
};
const INCREMENT: BackupHeader = {
  ...WHOLE,
  bytes: 0,
  since: {
    digest: new Uint8Array(32).fill(0xab),
    revision: 2 ** 52 + 7,
    hash: { high: 2 ** 32 - 2, low: 0x01020304 },
  },
};

void describe("the golden bytes of docs/internals/backup.md", () => {
  for (const [i, header] of [WHOLE, INCREMENT].entries()) {
    const golden = goldenBytes(examples[i] ?? "");

    it(`are what is written (${i})`, () => {
      assert.equal(Buffer.from(encodeBackupHeader(header, crc32)).toString("hex"), Buffer.from(golden).toString("hex"));
    });

    it(`are read (${i})`, () => {
      assert.deepEqual(decodeBackupHeader("", golden, crc32), header);
    });
  }
});
