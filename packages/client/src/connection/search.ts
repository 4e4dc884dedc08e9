import type { Clock, Timer } from "@keyval/grpc";
import type { Unreachable } from "../errors/index.js";
import { CONNECT_HEAD_START_MS } from "../limits.js";
import type { Endpoint } from "./endpoint.js";
import { unreachable } from "./unreachable.js";

/**
 * Finds the first endpoint to which a connection can be made. They are tried in the order given, and one that takes its
 * time gets company: an address that swallows packets would otherwise cost the whole time of a call.
 */
export function findReady(endpoints: readonly Endpoint[], clock: Clock): Promise<Endpoint> {
  return new Promise((resolve, reject) => new Search(endpoints, clock, resolve, reject).next());
}

class Search {
  readonly #waiting: Endpoint[];
  readonly #tried = new Map<Endpoint, () => void>();
  readonly #clock: Clock;
  readonly #resolve: (found: Endpoint) => void;
  readonly #reject: (why: Unreachable) => void;
  #timer: Timer | undefined;

  constructor(
    endpoints: readonly Endpoint[],
    clock: Clock,
    resolve: (found: Endpoint) => void,
    reject: (why: Unreachable) => void,
  ) {
    this.#waiting = [...endpoints];
    this.#clock = clock;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** Tries one more. */
  next(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const endpoint = this.#waiting.shift();
    if (endpoint === undefined) {
      this.#judge();
      return;
    }
    this.#tried.set(
      endpoint,
      endpoint.watchState(() => this.#changed(endpoint)),
    );
    endpoint.channel.connect();
    this.#timer = this.#clock.after(CONNECT_HEAD_START_MS, () => this.next());
    this.#changed(endpoint);
  }

  #changed(endpoint: Endpoint): void {
    const { state } = endpoint.channel;
    if (state === "ready") this.#end(() => this.#resolve(endpoint));
    else if (state === "failing" || state === "closed") {
      if (this.#waiting.length > 0) this.next();
      else this.#judge();
    }
  }

  /** All have been tried: it is over once each has failed. */
  #judge(): void {
    const tried = [...this.#tried.keys()];
    if (this.#waiting.length > 0 || tried.some(({ channel }) => ["connecting", "idle"].includes(channel.state))) return;
    this.#end(() => this.#reject(unreachable(tried)));
  }

  #end(tell: () => void): void {
    this.#timer?.cancel();
    for (const stop of this.#tried.values()) stop();
    tell();
  }
}
