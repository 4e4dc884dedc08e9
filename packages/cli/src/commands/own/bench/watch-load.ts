import { setTimeout } from "node:timers/promises";
import { bytesOf } from "../../../arguments.js";
import { watchResponses } from "../../../connection/watch-responses.js";
import type { ClientPool } from "../../../load/client-pool.js";
import { Latencies } from "../../../load/latencies.js";
import { type Load, type LoadResult, runLoad } from "../../../load/run-load.js";
import { prefixEnd } from "../../../ranges.js";
import type { BenchFlags } from "./workloads.js";

/** How long the last events may be under way, and how often it is looked whether they are. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 10;

/** Puts, measured by how long it takes from the beginning of each until each watch has seen it. */
export async function watchLoad(
  pool: ClientPool,
  flags: BenchFlags,
  shape: Omit<Load, "request">,
): Promise<LoadResult> {
  const key = bytesOf(`${flags.prefix}watched`);
  const { header } = await pool.at(0).rpc.kv.range({ key });
  const crowd = new Crowd(pool, flags, (header?.revision ?? 0) + 1);
  try {
    const result = await runLoad({
      ...shape,
      request: (number) => {
        crowd.begunAt[number] = performance.now();
        return pool.at(number).rpc.kv.put({ key, value: bytesOf(`${number}`.padEnd(flags["val-size"])) });
      },
    });
    await crowd.hasSeen(result.latencies.count);
    return { ...result, latencies: crowd.latencies };
  } finally {
    crowd.leave();
  }
}

/** Those who watch. */
class Crowd {
  readonly begunAt: number[] = [];
  readonly latencies = new Latencies();
  readonly #stop = new AbortController();
  readonly #size: number;
  #failure: Error | undefined;

  constructor(pool: ClientPool, flags: BenchFlags, startRevision: number) {
    const key = bytesOf(flags.prefix);
    this.#size = Math.max(1, flags.watchers);
    for (let i = 0; i < this.#size; i++) void this.#watch(pool, i, { key, rangeEnd: prefixEnd(key), startRevision });
  }

  /** Resolves when every watch has seen so many puts, or when that takes too long. */
  async hasSeen(puts: number): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (this.latencies.count < puts * this.#size && performance.now() < until) {
      if (this.#failure !== undefined) throw this.#failure;
      await setTimeout(LOOK_EVERY_MS);
    }
  }

  leave(): void {
    this.#stop.abort();
  }

  async #watch(pool: ClientPool, number: number, request: Parameters<typeof watchResponses>[1]): Promise<void> {
    try {
      for await (const { events } of watchResponses(pool.at(number), request, { signal: this.#stop.signal })) {
        const now = performance.now();
        for (const { kv } of events) {
          const begunAt = this.begunAt[Number(Buffer.from(kv?.value ?? "").toString())];
          if (begunAt !== undefined) this.latencies.add(now - begunAt);
        }
      }
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#failure = error instanceof Error ? error : new Error(String(error));
    }
  }
}
