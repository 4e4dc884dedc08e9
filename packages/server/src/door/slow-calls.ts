import type { Call } from "@keyval/grpc";

export interface SlowCallsOptions {
  /** An answer that takes longer is told of. */
  readonly limitMs: number;
  /** Of a monotonic clock, in milliseconds. */
  readonly now: () => number;
  readonly log: (message: string, fields: Readonly<Record<string, unknown>>) => void;
}

/**
 * A line in the log for each call that was answered late, with etcd's message and fields. What was asked is left out: keys and
 * values are the clients' own, and may be secrets.
 */
export class SlowCalls {
  readonly #options: SlowCallsOptions;

  constructor(options: SlowCallsOptions) {
    this.#options = options;
  }

  now(): number {
    return this.#options.now();
  }

  /** `began` is what `now` said when the request came. */
  answered(call: Call, began: number, requestBytes: number, responseBytes: number): void {
    const { limitMs, now, log } = this.#options;
    const spentMs = now() - began;
    if (spentMs <= limitMs) return;
    const { address, port } = call.peer;
    log("request stats", {
      "start time": new Date(Date.now() - spentMs).toISOString(),
      "time spent": `${spentMs.toFixed(3)}ms`,
      remote: `${address}:${port}`,
      "response type": call.method.path,
      "request size": requestBytes,
      "response size": responseBytes,
    });
  }
}
