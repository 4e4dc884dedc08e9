import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EngineDamage, EngineForeign } from "../engine/engine-error.js";
import { KeyOwner } from "../engine/owner.test-helper.js";
import { arbitraryBytes, boundReads, CASES, mutated } from "../fuzz.test-helper.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import {
  bitcaskOptions,
  CRC32,
  Dice,
  type Files,
  must,
  openFiles,
  opened,
  settle,
  Turns,
} from "./bitcask-world.test-helper.js";
import { HEADER_BYTES } from "./file-header.js";
import { openBitcaskEngine } from "./open-bitcask-engine.js";
import { decodeRecordHeader, RECORD_HEADER_BYTES, recordSeed } from "./record.js";

const VALUE = "value ".repeat(20);

const whole: Files = (() => {
  const world = openFiles(new Map());
  const engine = opened(world);
  const owner = new KeyOwner(engine);
  for (let i = 0; i < 40; i++) owner.put(`key ${i % 25}`, Buffer.from(VALUE));
  owner.remove("key 3");
  must(world.turns, (done) => engine.checkpoint({ applied: 41, state: Buffer.from("state") }, true, done));
  must(world.turns, (done) => engine.close(done));
  return world.disk.files;
})();

function isTyped(error: Error | undefined): boolean {
  return error === undefined || error instanceof EngineDamage || error instanceof EngineForeign;
}

/** Opens the files and reads all they seem to hold: a typed error, or a value that was written. */
function judge(files: Files, isSealed: boolean): "opened" | "refused" {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  boundReads(disk);
  const { error, value: engine } = settle<ReturnType<typeof opened>>(turns, (done) =>
    openBitcaskEngine(bitcaskOptions(disk, turns), done),
  );
  if (error !== undefined) {
    assert.ok(isTyped(error), String(error));
    return "refused";
  }
  const owner = new KeyOwner(engine);
  const problems = [
    settle(turns, (done) => engine.scanKeys(owner.found, done)).error,
    settle(turns, (done) => engine.scan(() => undefined, done)).error,
  ];
  for (const place of owner.places.values()) {
    const { error, value } = engine.readNow(place);
    problems.push(error);
    assert.ok(isSealed || value === undefined || Buffer.from(value.value).toString() === VALUE, "a value of ours");
  }
  for (const problem of problems) assert.ok(isTyped(problem), String(problem));
  return problems.some((problem) => problem !== undefined) ? "refused" : "opened";
}

/** Makes the checksums right again, so that what stands behind them is looked at. */
function sealed(path: string, bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_BYTES + 4) return bytes;
  view.setUint32(HEADER_BYTES - 4, CRC32(bytes.subarray(0, HEADER_BYTES - 4), 0), true);
  if (!path.endsWith(".data")) {
    view.setUint32(bytes.length - 4, CRC32(bytes.subarray(0, bytes.length - 4), 0), true);
    return bytes;
  }
  for (let at = HEADER_BYTES; at + RECORD_HEADER_BYTES <= bytes.length;) {
    const end = at + (decodeRecordHeader(view, at)?.bytes ?? Infinity);
    if (end > bytes.length) break;
    const seed = recordSeed(view.getUint32(HEADER_BYTES - 4, true), at);
    view.setUint32(at, CRC32(bytes.subarray(at + 4, end), seed), true);
    at = end;
  }
  return bytes;
}

describe("the engine opens and reads, or refuses by a typed error,", () => {
  const paths = [...whole.keys()].sort();

  it("what was written", () => {
    assert.equal(judge(whole, false), "opened");
    assert.deepEqual(
      new Set(paths.map((path) => path.split(".")[1] ?? "manifest")),
      new Set(["data", "hint", "manifest"]),
    );
  });

  for (const kind of ["data", "hint", "manifest"]) {
    const candidates = paths.filter((path) => path.endsWith(kind));

    it(`arbitrary bytes as ${kind}`, () => {
      for (let seed = 1; seed <= CASES; seed++) {
        const dice = new Dice(seed);
        const path = candidates[dice.below(candidates.length)] ?? assert.fail();
        judge(new Map([...whole, [path, arbitraryBytes(dice, 2500)]]), false);
      }
    });

    for (const isSealed of [false, true]) {
      it(`mutated ${kind}${isSealed ? " with the right checksums" : ""}`, () => {
        const seen = { opened: 0, refused: 0 };
        for (let seed = 1; seed <= CASES; seed++) {
          const dice = new Dice(seed);
          const path = candidates[dice.below(candidates.length)] ?? assert.fail();
          const bytes = mutated(whole.get(path) ?? assert.fail(), dice);
          seen[judge(new Map([...whole, [path, isSealed ? sealed(path, bytes) : bytes]]), isSealed)]++;
        }
        assert.equal(seen.opened + seen.refused, CASES);
        assert.ok(kind === "hint" ? isSealed || seen.refused === 0 : seen.refused > 0, JSON.stringify(seen));
      });
    }
  }
});
