import { GCProfiler, getHeapStatistics } from "node:v8";
import type { Measurement } from "./bench.js";
import { RaftGroup } from "./raft-group.js";

const PAYLOAD_BYTES = 256;
const RUNS = 5;

/** The product's floor, for three replicas and batches of 64. */
const ENTRIES_PER_SECOND_MIN = 500_000;
const BYTES_PER_ENTRY_AND_NODE_MAX = 64;

/** From here on V8 keeps indexes as objects of their own, not in the place of a pointer: dearer, and still no wall. */
const BEYOND_SMALL_INTEGERS = 2 ** 40;

/** The cost of an entry must not depend on how many are behind it; what is above 1 is noise and colder memory. */
const LONG_LOG_RATIO_MAX = 2;

interface Cost {
  readonly seconds: number;
  readonly bytes: number;
}

/**
 * Entries of 256 bytes committed and applied by a whole group in one thread. The loop is closed and pipelined: a batch is
 * proposed in every turn, while the batches before it are still on their way to the disks and the other replicas.
 */
export function* bench(): Iterable<Measurement> {
  for (const nodes of [3, 5, 7]) {
    for (const batch of [1, 64]) yield* throughput(nodes, batch);
  }
  yield* throughput(3, 64, BEYOND_SMALL_INTEGERS);
  yield* longLog();
}

function* throughput(nodes: number, batch: number, base = 0): Iterable<Measurement> {
  const entries = batch === 1 ? 20_000 : 200_000;
  const group = new RaftGroup(nodes, {}, base);
  const payloads = payloadsOf(batch);
  group.commit(entries, payloads);
  const costs = Array.from({ length: RUNS }, () => costOf(() => group.commit(entries, payloads)));
  const isFloor = nodes === 3 && batch === 64 && base === 0;
  const label = `${nodes} nodes, batch ${batch}${base > 0 ? ", from index 2^40" : ""}`;
  yield {
    name: `committed, ${label}`,
    value: entries / median(costs.map((cost) => cost.seconds)),
    unit: "entries/s",
    ...(isFloor && { atLeast: ENTRIES_PER_SECOND_MIN }),
  };
  yield {
    name: `allocated, ${label}`,
    value: median(costs.map((cost) => cost.bytes)) / entries / nodes,
    unit: "bytes/entry/node",
    ...(isFloor && { atMost: BYTES_PER_ENTRY_AND_NODE_MAX }),
  };
}

/** The same work at the end of a short and of a long log; run in turns, so that a slow moment hits both. */
function* longLog(): Iterable<Measurement> {
  const payloads = payloadsOf(64);
  const entries = 100_000;
  const [short, long] = [1_000, 1_000_000].map((keptEntries) => {
    const group = new RaftGroup(3, { keptEntries });
    group.commit(keptEntries, payloads);
    group.commit(entries, payloads);
    return { group, costs: [] as Cost[] };
  });
  if (short === undefined || long === undefined) return;
  for (let run = 0; run < RUNS; run++) {
    for (const { group, costs } of [short, long]) costs.push(costOf(() => group.commit(entries, payloads)));
  }
  yield {
    name: "time per entry, 1 M behind it against 1 k",
    value: median(long.costs.map((cost, run) => cost.seconds / (short.costs[run]?.seconds ?? 0))),
    unit: "ratio",
    atMost: LONG_LOG_RATIO_MAX,
  };
}

/**
 * Time, and bytes allocated on V8's heap: how much the heap grew between one collection and the next, added up; what the
 * collections freed does not count. These are the objects of the core and of the thin host around it, and not the
 * payloads, which the host provides, once for all runs.
 */
function costOf(work: () => void): Cost {
  globalThis.gc?.();
  const profiler = new GCProfiler();
  profiler.start();
  let heapBefore = getHeapStatistics().used_heap_size;
  const started = performance.now();
  work();
  const seconds = (performance.now() - started) / 1000;
  const heapAfter = getHeapStatistics().used_heap_size;
  let bytes = 0;
  for (const { beforeGC, afterGC } of profiler.stop().statistics) {
    bytes += beforeGC.heapStatistics.usedHeapSize - heapBefore;
    heapBefore = afterGC.heapStatistics.usedHeapSize;
  }
  return { seconds, bytes: bytes + heapAfter - heapBefore };
}

function payloadsOf(batch: number): Uint8Array[] {
  return Array.from({ length: batch }, () => new Uint8Array(PAYLOAD_BYTES));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
