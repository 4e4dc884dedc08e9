import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { KeyOwner } from "../engine/owner.test-helper.js";
import { Dice } from "../wal/wal-world.test-helper.js";
import { answer, change, openStory, stateOf } from "./lmdb-story.test-helper.js";

const CHANGES = 400;
const PAGE_BYTES = 4096;
const CASES = process.env["LONG"] === "1" ? 200 : 12;

const base = fs.mkdtempSync(join(tmpdir(), "keyval-lmdb-damage-"));
after(() => fs.rmSync(base, { recursive: true, force: true }));

const reader = fileURLToPath(new URL("./lmdb-reader.test-helper.js", import.meta.url));
let whole = new Uint8Array(0);
let directories = 0;

type Found = "right" | "refused" | "crashed";

/** What a process of its own makes of these bytes. Whatever it says is either right or an error that names the file. */
function judge(bytes: Uint8Array): Found {
  const directory = join(base, `${directories++}`);
  fs.mkdirSync(directory);
  fs.writeFileSync(join(directory, "data.mdb"), bytes);
  const { status, signal, stdout, error } = spawnSync(process.execPath, [reader, directory], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 60_000,
  });
  fs.rmSync(directory, { recursive: true });
  assert.equal(error, undefined, "no process goes on for ever");
  if (stdout === "") {
    assert.ok(signal !== null || status !== 0, "a process that says nothing has crashed");
    return "crashed";
  }
  if (stdout === `right ${CHANGES} ${CHANGES}\n`) return "right";
  assert.match(stdout, /^Engine(Damage|Foreign): .*data\.mdb/);
  return "refused";
}

function flip(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
  return bytes;
}

function swapPages(bytes: Uint8Array, dice: Dice): Uint8Array {
  const [one, other] = [dice.below(bytes.length / PAGE_BYTES), dice.below(bytes.length / PAGE_BYTES)];
  const page = bytes.slice(one * PAGE_BYTES, (one + 1) * PAGE_BYTES);
  bytes.copyWithin(one * PAGE_BYTES, other * PAGE_BYTES, (other + 1) * PAGE_BYTES);
  bytes.set(page, other * PAGE_BYTES);
  return bytes;
}

function wipePage(bytes: Uint8Array, dice: Dice): Uint8Array {
  const page = dice.below(bytes.length / PAGE_BYTES) * PAGE_BYTES;
  return bytes.fill(0, page, page + PAGE_BYTES);
}

describe("a damaged database, read by a process of its own", () => {
  before(async () => {
    const directory = join(base, "whole");
    const engine = await openStory(directory);
    const owner = new KeyOwner(engine);
    for (let number = 1; number <= CHANGES; number++) change(owner, number);
    await answer((done) => engine.checkpoint({ applied: CHANGES, state: stateOf(CHANGES) }, false, done));
    await answer((done) => engine.close(done));
    whole = new Uint8Array(fs.readFileSync(join(directory, "data.mdb")));
  });

  it("is right before", () => assert.equal(judge(whole), "right"));

  const any: readonly Found[] = ["right", "refused", "crashed"];
  const damages: Readonly<Record<string, readonly [(bytes: Uint8Array, dice: Dice) => Uint8Array, readonly Found[]]>> =
    {
      "a bit flipped": [flip, any],
      "two pages swapped": [swapPages, any],
      "a page of zeros": [wipePage, any],
      "its end cut off": [(bytes, dice) => bytes.slice(0, 1 + dice.below(bytes.length)), any],
      "bytes behind its end": [
        (bytes, dice) => Uint8Array.from([...bytes, ...new Uint8Array(1 + dice.below(9000)).fill(7)]),
        ["right"],
      ],
      "other bytes in its place": [(bytes, dice) => bytes.slice(0, 9000).map(() => dice.below(256)), ["refused"]],
    };
  for (const [what, [damage, allowed]] of Object.entries(damages)) {
    it(`with ${what} gives no wrong answer: it is ${allowed.join(" or ")}`, () => {
      for (let seed = 1; seed <= CASES; seed++) {
        const found = judge(damage(whole.slice(), new Dice(seed)));
        assert.ok(allowed.includes(found), `seed ${seed}: ${found}`);
      }
    });
  }
});
