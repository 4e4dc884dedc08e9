import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openBitcask, type BitcaskStore } from "../bitcask-store.js";

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString();

async function pairs(store: BitcaskStore): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const [key, value] of store.scan()) found[text(key) ?? ""] = text(value) ?? "";
  return found;
}

describe("a store in a directory", () => {
  let directory = "";
  before(() => {
    directory = fs.mkdtempSync(join(tmpdir(), "keyval-bitcask-"));
  });
  after(() => {
    fs.rmSync(directory, { recursive: true });
  });

  it("keeps strings and bytes, and forgets what is deleted", async () => {
    const path = join(directory, "basic");
    let store = await openBitcask(path);
    await store.put("a", "1");
    await store.put(Uint8Array.of(0, 255, 128), Uint8Array.of(9));
    await store.put("ü", "2");
    await store.put("", "");
    await store.put("gone", "3");
    await store.put("a", "4");
    await store.delete("gone");
    await store.delete("never there");
    for (let opening = 0; opening < 3; opening++) {
      assert.equal(store.size, 4);
      assert.equal(text(await store.get("a")), "4");
      assert.deepEqual(await store.get(Uint8Array.of(0, 255, 128)), Uint8Array.of(9));
      assert.equal(text(await store.get(Buffer.from("ü"))), "2");
      assert.equal(text(await store.get("")), "");
      assert.equal(await store.get("gone"), undefined);
      await store.close();
      store = await openBitcask(path);
    }
    await store.close();
  });

  it("has what was answered, although nobody closed it", async () => {
    const path = join(directory, "unclosed");
    const store = await openBitcask(path);
    await Promise.all(Array.from({ length: 500 }, (_, i) => store.put(`key ${i}`, `value ${i}`)));
    const unanswered = store.put("late", "x").catch(() => undefined);
    const copy = join(directory, "copy");
    fs.cpSync(path, copy, { recursive: true });
    const other = await openBitcask(copy);
    for (let i = 0; i < 500; i++) assert.equal(text(await other.get(`key ${i}`)), `value ${i}`);
    await other.close();
    await unanswered;
    await store.close();
  });

  it("merges while it is used", async () => {
    const store = await openBitcask(join(directory, "merge"), { durability: "flush", fileBytes: 20_000 });
    for (let i = 0; i < 3000; i++) await store.put(`key ${i % 50}`, `value ${i}`.padEnd(200));
    await store.flush();
    const size = (): number =>
      fs
        .readdirSync(join(directory, "merge"))
        .map((name) => fs.statSync(join(directory, "merge", name)).size)
        .reduce((sum, bytes) => sum + bytes, 0);
    const large = size();
    const merged = store.merge();
    assert.equal(store.merge(), merged, "one merge at a time");
    for (let i = 0; i < 50; i++) {
      await store.put(`new ${i}`, "x");
      assert.equal(text(await store.get(`key ${i}`))?.trim(), `value ${2950 + i}`);
    }
    await merged;
    await store.close();
    assert.ok(size() < large / 10, `${size()} of ${large} bytes`);
    const again = await openBitcask(join(directory, "merge"));
    assert.equal(Object.keys(await pairs(again)).length, 100);
    await again.close();
  });

  it("refuses what it can not do", async () => {
    const store = await openBitcask(join(directory, "limits"));
    assert.throws(() => store.get("x".repeat(2 ** 24 + 1)), /a key has at most/);
    await store.close();
    await store.close();
    await assert.rejects(store.put("a", "b"), /closed/);
    await assert.rejects(
      store.delete("a").then(() => store.put("a", "b")),
      /closed/,
    );
  });

  it("refuses a directory of somebody else", async () => {
    const path = join(directory, "foreign");
    fs.mkdirSync(path);
    fs.writeFileSync(join(path, "thesis.txt"), "all my work");
    await assert.rejects(openBitcask(path), /foreign\/thesis\.txt is no file of this engine: move it away/);
    assert.deepEqual(fs.readdirSync(path), ["thesis.txt"]);
  });

  it("does what its README says", async () => {
    const page = fs.readFileSync(new URL("../../src/bitcask-store/README.md", import.meta.url), "utf8");
    const [, code = ""] = /```ts\n([^]*?)```/.exec(page) ?? [];
    const lines: string[] = [];
    const body = code
      .replace(/^import .*$/m, "")
      .replace('"data"', "path")
      .replace("console.log", "print");
    const { constructor: AsyncFunction } = Object.getPrototypeOf(async () => Promise.resolve()) as {
      constructor: new (...parts: string[]) => (...values: unknown[]) => Promise<void>;
    };
    await new AsyncFunction("openBitcask", "path", "print", body)(
      openBitcask,
      join(directory, "readme"),
      (line: string) => lines.push(line),
    );
    assert.deepEqual(lines, ["hello"]);
  });
});
