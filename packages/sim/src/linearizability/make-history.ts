import type { SeededRandom } from "../random.js";
import type { Operation } from "./history.js";
import type { Expectation, KeyInput, KeyOutput } from "./key-operations.js";

/** What a history is to be like. */
export interface HistoryShape {
  readonly clients: number;
  readonly keys: number;
  readonly operations: number;
  /** How many of a thousand operations nobody hears of again; every other one of them takes effect. */
  readonly unknownInThousand: number;
  /** How many different values are written; Infinity lets each be new. */
  readonly values: number;
}

interface Entry {
  readonly value: string | undefined;
  readonly modRevision: number;
  readonly version: number;
}

interface Plan {
  readonly client: number;
  readonly call: number;
  readonly return: number;
  /** When it takes effect: Infinity is never. */
  readonly effect: number;
}

const nothing: Entry = { value: undefined, modRevision: 0, version: 0 };

/**
 * A history that is linearizable because it was made that way, to try a checker on: a store executes one operation after
 * the other, and each is stretched to an interval around its moment.
 */
export function makeHistory(random: SeededRandom, shape: HistoryShape): Operation<KeyInput, KeyOutput>[] {
  const store = new Map<string, Entry>();
  const operations: Operation<KeyInput, KeyOutput>[] = [];
  let revision = 0;
  for (const plan of plans(random, shape).sort((a, b) => a.effect - b.effect)) {
    const key = `key-${random.below(shape.keys)}`;
    const entry = store.get(key) ?? nothing;
    const input = makeInput(random, entry, shape.values === Infinity ? operations.length : random.below(shape.values));
    const output = plan.effect === Infinity ? undefined : execute(entry, input, revision + 1);
    if (output?.type === "changed") {
      revision = output.revision;
      store.set(key, changed(entry, input, revision));
    }
    const { client, call } = plan;
    operations.push({
      client,
      key,
      call,
      return: plan.return,
      input,
      output: plan.return < Infinity ? output : undefined,
    });
  }
  return operations.sort((a, b) => a.call - b.call);
}

function plans(random: SeededRandom, shape: HistoryShape): Plan[] {
  const free = new Array<number>(shape.clients).fill(0);
  return Array.from({ length: shape.operations }, () => {
    const client = random.below(shape.clients);
    const call = (free[client] ?? 0) + random.below(10);
    const effect = call + random.below(20);
    const returned = effect + random.below(20);
    free[client] = returned;
    if (!random.chance(shape.unknownInThousand, 1000)) return { client, call, return: returned, effect };
    const late = random.chance(1, 2) ? call + random.below(200) : Infinity;
    return { client, call, return: Infinity, effect: late };
  });
}

function makeInput(random: SeededRandom, entry: Entry, number: number): KeyInput {
  const value = `v${number}`;
  const dice = random.below(10);
  if (dice < 4) return { type: "read" };
  if (dice < 7) return { type: "put", value };
  return dice < 9 ? { type: "compareAndSet", expected: makeExpectation(random, entry), value } : { type: "delete" };
}

/** Half of them are met. */
function makeExpectation(random: SeededRandom, entry: Entry): Expectation {
  const near = random.chance(1, 2) ? 0 : random.below(3);
  switch (random.below(3)) {
    case 0:
      return { target: "modRevision", is: Math.max(0, entry.modRevision - near) };
    case 1:
      return { target: "version", is: entry.version + near };
    default:
      return { target: "value", is: near === 0 ? entry.value : `v${near}` };
  }
}

function execute(entry: Entry, input: KeyInput, revision: number): KeyOutput {
  switch (input.type) {
    case "read":
      return { type: "read", ...entry };
    case "put":
      return { type: "changed", revision };
    case "compareAndSet": {
      const { target, is } = input.expected;
      return entry[target] === is ? { type: "changed", revision } : { type: "unchanged" };
    }
    case "delete":
      return entry.value === undefined ? { type: "unchanged" } : { type: "changed", revision };
  }
}

function changed(entry: Entry, input: KeyInput, modRevision: number): Entry {
  if (input.type !== "put" && input.type !== "compareAndSet") return nothing;
  return { value: input.value, modRevision, version: entry.version + 1 };
}
