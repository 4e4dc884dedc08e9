import type { Balancer } from "./balancer.js";
import type { Connectivity } from "./connectivity.js";
import type { Subchannel } from "./subchannel.js";

/** All calls go to the first address that can be reached, in the order given, as long as that connection lasts. */
export class PickFirst implements Balancer {
  readonly #subchannels: readonly Subchannel[];
  #chosen: Subchannel | undefined;
  #trying: Subchannel | undefined;
  /** All have been tried in vain; the next success ends it. */
  #isFailing = false;

  constructor(subchannels: readonly Subchannel[]) {
    this.#subchannels = subchannels;
    this.#chosen = subchannels.find(({ state }) => state === "ready");
    // One that is on its way already goes on, though another may stand before it now.
    this.#trying = subchannels.find(({ state }) => state === "connecting");
  }

  get state(): Connectivity {
    if (this.#chosen !== undefined) return "ready";
    if (this.#isFailing) return "failing";
    return this.#trying === undefined ? "idle" : "connecting";
  }

  pick(): Subchannel | undefined {
    return this.#chosen;
  }

  connect(): void {
    if (this.#chosen === undefined && this.#trying === undefined) this.#tryFrom(0);
  }

  changed(subchannel: Subchannel): void {
    if (subchannel.state === "ready") {
      this.#chosen = subchannel;
      this.#trying = undefined;
      this.#isFailing = false;
    } else if (subchannel === this.#chosen) {
      // The next call begins again with the first address, or whoever waits for one.
      this.#chosen = undefined;
    } else if (subchannel === this.#trying && subchannel.state === "failing") {
      this.#tryFrom(this.#subchannels.indexOf(subchannel) + 1);
    } else if (subchannel.state === "idle" && this.#isFailing && this.#trying === undefined) {
      // Its pause is over. Those before it in the order still have theirs.
      this.#tryFrom(0);
    }
  }

  /** Those in a pause are passed over. */
  #tryFrom(start: number): void {
    const next = this.#subchannels.find(({ state }, at) => at >= start && state === "idle");
    this.#trying = next;
    if (next === undefined) this.#isFailing = true;
    else next.connect();
  }
}
