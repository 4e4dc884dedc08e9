import type { Clock } from "@keyval/grpc";
import { AbortError, ClientClosed, DeadlineExceeded, type KeyValError, type Outcome } from "../errors/index.js";
import { onAborted } from "./on-aborted.js";

export interface GiveUpOptions {
  readonly clock: Clock;
  /** For errors: as `KV/Put`. */
  readonly method: string;
  /** Of the client. */
  readonly closed: AbortSignal;
  /** Of the caller. */
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** When a call, with all its attempts, is to be given up: out of time, aborted by its caller, or the client closed. */
export class GiveUp {
  readonly #options: GiveUpOptions;
  readonly #dueAt: number;

  constructor(options: GiveUpOptions) {
    this.#options = options;
    this.#dueAt = options.clock.now() + options.timeoutMs;
  }

  get timeLeftMs(): number {
    return Math.max(0, this.#dueAt - this.#options.clock.now());
  }

  /** Why it must not go on, although there may be time left; undefined where it may. */
  aborted(outcome: Outcome): KeyValError | undefined {
    const { closed, method, signal } = this.#options;
    if (closed.aborted) return new ClientClosed("the client was closed", outcome, { method });
    if (signal?.aborted !== true) return undefined;
    return new AbortError("the caller aborted the call", outcome, { method, cause: signal.reason });
  }

  /** Throws where a call that has changed nothing must not go on. */
  check(): void {
    const { method } = this.#options;
    const aborted = this.aborted("notApplied");
    if (aborted !== undefined) throw aborted;
    if (this.timeLeftMs === 0) throw new DeadlineExceeded("the call was not made in time", "notApplied", { method });
  }

  /** Calls back if the caller aborts or the client closes, until the returned function is called. */
  onAbort(run: () => void): () => void {
    const { closed, signal } = this.#options;
    const stops = (signal === undefined ? [closed] : [closed, signal]).map((one) => onAborted(one, run));
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The result of work that goes on for others too. Throws as `check` does, as soon as that would. */
  async wait<T>(work: Promise<T>): Promise<T> {
    // Nobody else may be waiting for it once this one has given up.
    work.catch(() => undefined);
    this.check();
    const { promise: over, resolve } = promiseWithResolve();
    const { timeLeftMs } = this;
    const timer = timeLeftMs === Infinity ? undefined : this.#options.clock.after(timeLeftMs, resolve);
    const stop = this.onAbort(resolve);
    try {
      const done = await Promise.race([work.then((result) => ({ result })), over]);
      if (done !== undefined) return done.result;
      this.check();
      // A timer may be a moment early.
      throw new DeadlineExceeded("the call was not made in time", "notApplied", { method: this.#options.method });
    } finally {
      timer?.cancel();
      stop();
    }
  }

  async pause(milliseconds: number): Promise<void> {
    const { promise, resolve } = promiseWithResolve();
    const timer = this.#options.clock.after(milliseconds, resolve);
    try {
      await this.wait(promise);
    } finally {
      timer.cancel();
    }
  }
}

function promiseWithResolve(): { readonly promise: Promise<undefined>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<undefined>((done) => (resolve = () => done(undefined)));
  return { promise, resolve };
}
