import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { describe, it } from "node:test";
import { PartialFile } from "./partial-file.js";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "kvctl-partial-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

void describe("two files that are to have one name", () => {
  void it("do not share a byte: the one that began last gets it, and the other one fails", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "backup.db");
      writeFileSync(`${path}.part`, "left behind by one that was killed");
      {
        await using first = await PartialFile.open(path);
        await first.write(Buffer.from("first"));
        await using second = await PartialFile.open(path);
        await first.write(Buffer.from(", and more"));
        await second.write(Buffer.from("second"));
        await assert.rejects(first.finish(), /somebody else saves to .*backup\.db/u);
        await second.finish();
        await assert.rejects(first.finish(), /somebody else saves to .*backup\.db/u);
      }
      assert.equal(readFileSync(path, "utf8"), "second");
      assert.deepEqual(readdirSync(folder), ["backup.db"]);
    });
  });

  void it("take away what killed ones left, in whatever moment, and nothing that a person has named", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "backup.db");
      const own = ["backup.db.part-aa", "backup.db.parts", `other.db.part-${randomUUID()}`, randomUUID()].sort();
      for (const name of [...own, "backup.db.part", `backup.db.part-${randomUUID()}`, `backup.db.part-${randomUUID()}`])
        writeFileSync(join(folder, name), name);
      await using file = await PartialFile.open(path);
      assert.deepEqual(readdirSync(folder).sort(), [...own, "backup.db.part"].sort());
      await file.finish();
      assert.deepEqual(readdirSync(folder).sort(), [...own, "backup.db"].sort());
    });
  });

  void it("leave the other one's alone where they are given up", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "backup.db");
      const first = await PartialFile.open(path);
      await using second = await PartialFile.open(path);
      await second.write(Buffer.from("second"));
      await first[Symbol.asyncDispose]();
      await second.finish();
      assert.equal(readFileSync(path, "utf8"), "second");
    });
  });

  void it("never give it to one that is not whole, in whatever moment that begins", async () => {
    await inFolder(async (folder) => {
      const path = join(folder, "backup.db");
      const rounds = 150;
      for (let round = 1; round <= rounds; round++) {
        await using first = await PartialFile.open(path);
        await first.write(Buffer.from("first"));
        const finished = first.finish().catch(() => undefined);
        for (let turn = 0; turn < round; turn++) await setImmediate();
        // However slow the disk is, one of them is not disturbed.
        if (round === rounds) await finished;
        await using second = await PartialFile.open(path);
        await second.write(Buffer.from("sec"));
        await finished;
        if (existsSync(path)) assert.equal(readFileSync(path, "utf8"), "first", `round ${round}`);
      }
      assert.ok(existsSync(path), "somebody has saved");
    });
  });
});
