import { RECENT_STREAMS_MAX } from "../limits.js";

/** How a stream came to its end: by both sides ending it, by our reset, or by the peer's. */
export type Ending = "ended" | "reset" | "reset-by-peer";

/** The last streams that were closed, to tell a frame that was already on its way from one that makes no sense. */
export class RecentStreams {
  readonly #ids: number[] = [];
  readonly #endings: Ending[] = [];
  #next = 0;

  add(id: number, ending: Ending): void {
    this.#ids[this.#next] = id;
    this.#endings[this.#next] = ending;
    this.#next = (this.#next + 1) % RECENT_STREAMS_MAX;
  }

  /** For a stream that may be known already. */
  set(id: number, ending: Ending): void {
    const at = this.#ids.indexOf(id);
    if (at < 0) this.add(id, ending);
    else this.#endings[at] = ending;
  }

  find(id: number): Ending | undefined {
    const at = this.#ids.indexOf(id);
    return at < 0 ? undefined : this.#endings[at];
  }
}
