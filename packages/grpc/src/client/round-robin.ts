import type { Balancer } from "./balancer.js";
import type { Connectivity } from "./connectivity.js";
import type { Subchannel } from "./subchannel.js";

/** Calls go to all addresses that can be reached, in turn. Each is kept connected. */
export class RoundRobin implements Balancer {
  readonly #subchannels: readonly Subchannel[];
  #ready: readonly Subchannel[] = [];
  #turn = 0;
  #isWanted = false;
  /** Those that failed and have not been ready since: one that tries again is still failing. */
  readonly #failing: Set<Subchannel>;

  constructor(subchannels: readonly Subchannel[]) {
    this.#subchannels = subchannels;
    this.#ready = subchannels.filter(({ state }) => state === "ready");
    this.#failing = new Set(subchannels.filter(({ state }) => state === "failing"));
  }

  get state(): Connectivity {
    if (this.#ready.length > 0) return "ready";
    if (!this.#isWanted) return "idle";
    return this.#failing.size === this.#subchannels.length ? "failing" : "connecting";
  }

  pick(): Subchannel | undefined {
    if (this.#ready.length === 0) return undefined;
    this.#turn = (this.#turn + 1) % this.#ready.length;
    return this.#ready[this.#turn];
  }

  connect(): void {
    this.#isWanted = true;
    for (const subchannel of this.#subchannels) subchannel.connect();
  }

  changed(subchannel: Subchannel): void {
    this.#ready = this.#subchannels.filter(({ state }) => state === "ready");
    if (subchannel.state === "failing") this.#failing.add(subchannel);
    if (subchannel.state === "ready") this.#failing.delete(subchannel);
    if (subchannel.state === "idle" && this.#isWanted) subchannel.connect();
  }
}
