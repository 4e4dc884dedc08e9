import { check, keyModel, makeHistory, type Operation, type KeyInput, type KeyOutput, SeededRandom } from "@keyval/sim";
import type { Measurement } from "./bench.js";

/** Like the histories of the simulator: 2 % of the outcomes are unknown. */
const SHAPE = { clients: 10, keys: 5, operations: 5_000, unknownInThousand: 20, values: Infinity };
const SEEDS = [1, 2, 3, 4, 5];
const BOUND = 10_000_000;

type History = Operation<KeyInput, KeyOutput>[];

/** The linearizability checker, on histories that are fine and on the same ones with a stale read near their end. */
export function* bench(): Iterable<Measurement> {
  const fine = SEEDS.map((seed) => makeHistory(new SeededRandom(seed), SHAPE));
  yield* speed("linearizable", fine);
  yield* speed("violation", fine.map(withStaleRead));
}

function* speed(verdict: string, histories: readonly History[]): Iterable<Measurement> {
  // Compiled code first.
  for (let round = 0; round < 3; round++) for (const history of histories) check(keyModel, history, BOUND);
  // The time of the processor, so that a busy machine does not count.
  let [operations, steps] = [0, 0];
  const started = process.cpuUsage();
  for (const history of histories) {
    const result = check(keyModel, history, BOUND);
    if (result.verdict !== verdict) throw new Error(`expected ${verdict}, got ${result.verdict}`);
    operations += history.length;
    steps += result.steps;
  }
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;
  yield { name: `checked, ${verdict}`, value: operations / seconds, unit: "operations/CPU s" };
  yield { name: `search, ${verdict}`, value: steps / operations, unit: "steps/operation" };
}

function withStaleRead(history: History): History {
  const reads = history.filter(({ key, output }) => key === "key-0" && output?.type === "read" && output.version > 0);
  const [old, late] = [reads.at(-60), reads.at(-30)];
  return history.map((operation) => (operation === late ? { ...operation, output: old?.output } : operation));
}
