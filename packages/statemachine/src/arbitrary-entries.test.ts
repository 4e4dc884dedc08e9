import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CommandKind, decodeEntry, encodeEntry, type HeadedEntry } from "@keyval/api";
import { encodeState } from "./checkpoint/small-state.js";
import { Dice } from "./model/dice.test-helper.js";
import { MachineWorld } from "./model/machine-world.test-helper.js";
import { randomLog } from "./model/random-log.test-helper.js";
import { Refusal } from "./refusal.js";

const LOGS = 100;

type Outcome = "unreadable" | "refused" | "done";

function damaged(entry: Uint8Array, dice: Dice): Uint8Array {
  const among = dice.pick([4, 20, 100]);
  const bytes = Uint8Array.from(entry, (byte) => (dice.chance(1, among) ? dice.below(256) : byte));
  return dice.chance(1, 4) ? bytes.subarray(0, dice.below(bytes.length + 1)) : bytes;
}

/** Undefined if it is none, which whoever reads the log is told by an error of this type alone. */
function read(entry: Uint8Array): HeadedEntry | undefined {
  try {
    return decodeEntry(entry);
  } catch (error) {
    assert.equal((error as Error).name, "AssertionError");
    return undefined;
  }
}

/** All of the state but for the values of keys, of which it has the hash. */
function stateOf({ machine }: MachineWorld): object {
  return { hash: machine.hash, keys: machine.tables.keyspace.hash, tables: encodeState(machine.tables) };
}

function applied(world: MachineWorld, { header, body }: HeadedEntry): Outcome {
  const before = stateOf(world);
  const { result, changed } = world.apply(header.kind as CommandKind, body, 0, header);
  if (!(result instanceof Refusal)) return "done";
  assert.equal(changed, false);
  // A session remembers that its command was refused.
  if (header.command === undefined) assert.deepEqual(stateOf(world), before);
  return "refused";
}

void describe("an entry of arbitrary bytes", () => {
  it("is none, is refused and changes nothing, or does what some command does; and a restart knows what it did", () => {
    const outcomes: Record<Outcome, number> = { unreadable: 0, refused: 0, done: 0 };
    for (let seed = 0; seed < LOGS; seed++) {
      const dice = new Dice(seed);
      const world = new MachineWorld();
      for (const { header, body } of randomLog(seed)) {
        // Others go on as they are, or what is damaged would soon find nothing that it could change.
        const isDamaged = dice.chance(1, 2);
        const entry = read(isDamaged ? damaged(encodeEntry(header, body), dice) : encodeEntry(header, body));
        const outcome = entry === undefined ? "unreadable" : applied(world, entry);
        if (isDamaged) outcomes[outcome]++;
      }
      const before = stateOf(world);
      world.checkpoint();
      world.restart();
      assert.deepEqual(stateOf(world), before, `seed ${seed}`);
    }
    const { unreadable, refused, done } = outcomes;
    assert.ok(unreadable > 1_000 && refused > 1_000 && done > 1_000, JSON.stringify(outcomes));
  });
});
