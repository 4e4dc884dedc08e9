import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createCrc32 } from "../crc32.js";
import type { Engine, EngineRecord } from "../engine/engine.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { bitcaskOptions, must, openFiles, opened, Turns } from "./bitcask-world.test-helper.js";
import { openBitcaskEngine } from "./open-bitcask-engine.js";

const page = readFileSync(new URL("../../../../docs/internals/bitcask.md", import.meta.url), "utf8");
const fixture = new URL("../../testdata/bitcask-1/", import.meta.url);
const options = { random: () => 0x01020304, writer: "keyval 0.1.0", crc32: createCrc32() };

/** The example of docs/internals/bitcask.md. */
function writeExample(): ReadonlyMap<string, Uint8Array> {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer);
  const engine = must<Engine>(turns, (done) => openBitcaskEngine(bitcaskOptions(disk, turns, options), done));
  engine.append(Buffer.from("a"), Buffer.from("bc"));
  engine.append(Buffer.from("a"), undefined);
  must(turns, (done) => engine.checkpoint({ applied: 7, state: Buffer.from("ok") }, true, done));
  must(turns, (done) => engine.close(done));
  return disk.files;
}

/** Under a heading with the file's name: lines of "offset: bytes  what they mean"; what no line names is zero. */
function goldenFile(name: string, size: number): Uint8Array {
  const [, part = ""] = page.split(`\`${name}\`:\n`);
  const bytes = new Uint8Array(size);
  for (const [, offset = "", digits = ""] of (part.split("```")[1] ?? "").matchAll(
    /^([0-9a-f]{4}): ((?:[0-9a-f]{2} ?)+)/gm,
  )) {
    bytes.set(Buffer.from(digits.replaceAll(" ", ""), "hex"), Number.parseInt(offset, 16));
  }
  return bytes;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

function checkExample(files: ReadonlyMap<string, Uint8Array>): void {
  const world = openFiles(files, options);
  const engine = opened(world);
  assert.equal(engine.checkpointed.applied, 7);
  assert.equal(Buffer.from(engine.checkpointed.state).toString(), "ok");
  const seen: unknown[] = [];
  const visit = ({ key, value, isTombstone, timestamp }: EngineRecord): void => {
    seen.push([Buffer.from(key).toString(), Buffer.from(value).toString(), isTombstone, timestamp]);
  };
  must(world.turns, (done) => engine.scan(visit, done));
  assert.deepEqual(seen, [
    ["a", "bc", false, 2 ** 40 + 5],
    ["a", "", true, 2 ** 40 + 5],
  ]);
}

describe("the golden bytes of docs/internals/bitcask.md", () => {
  const written = writeExample();

  it("are of every kind of file", () => {
    const kinds = [...written.keys()].map((path) => path.replace(/^.*\.|^db\//, "")).sort();
    assert.deepEqual(kinds, ["data", "hint", "manifest"]);
  });

  for (const [path, bytes] of written) {
    it(`are what is written to ${path}`, () => {
      assert.equal(hex(goldenFile(path.slice(3), bytes.length)), hex(bytes));
    });
  }

  it("are read", () => {
    checkExample(new Map([...written].map(([path, { length }]) => [path, goldenFile(path.slice(3), length)])));
  });
});

describe("files of version 1, as they were committed", () => {
  it("are read", () => {
    const names = readdirSync(fixture);
    assert.equal(names.length, 3);
    checkExample(new Map(names.map((name) => [`db/${name}`, new Uint8Array(readFileSync(new URL(name, fixture)))])));
  });
});
