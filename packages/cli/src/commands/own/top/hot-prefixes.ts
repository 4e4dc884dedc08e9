import type { Client } from "@keyval/client";
import { watchResponses } from "../../../connection/watch-responses.js";
import { FIRST_KEY, OPEN_END } from "../../../ranges.js";

/** More different ones are not told apart: what is hot is among the first. */
const PREFIXES_MAX = 10_000;

/** `/registry/pods/` of `/registry/pods/default/a`: two parts say enough to know whose keys they are. */
const PREFIX = /^\/?[^/]*\/(?:[^/]*\/)?/u;

export interface Hot {
  readonly prefix: string;
  readonly changes: number;
}

/** Counts changes by the beginnings of their keys. */
export class HotPrefixes {
  #counts = new Map<string, number>();

  add(key: string): void {
    const [prefix = key] = PREFIX.exec(key) ?? [];
    if (this.#counts.size < PREFIXES_MAX || this.#counts.has(prefix)) {
      this.#counts.set(prefix, (this.#counts.get(prefix) ?? 0) + 1);
    }
  }

  /** The hottest ones since the last call. */
  take(most: number): readonly Hot[] {
    const all = [...this.#counts].map(([prefix, changes]) => ({ prefix, changes }));
    this.#counts = new Map();
    return all.sort((a, b) => b.changes - a.changes).slice(0, most);
  }

  /** Sees every change until the signal is aborted. */
  async watch(client: Client, signal: AbortSignal): Promise<void> {
    for await (const { events } of watchResponses(client, { key: FIRST_KEY, rangeEnd: OPEN_END }, { signal })) {
      for (const { kv } of events) this.add(Buffer.from(kv?.key ?? "").toString());
    }
  }
}
