import type { StreamState } from "./stream-state.js";

/** Streams in a row, linked through themselves. A stream stands in at most one queue. */
export class StreamQueue {
  #first: StreamState | undefined = undefined;
  #last: StreamState | undefined = undefined;

  get first(): StreamState | undefined {
    return this.#first;
  }

  push(stream: StreamState): void {
    stream.inQueue = true;
    if (this.#last === undefined) this.#first = stream;
    else this.#last.behind = stream;
    this.#last = stream;
  }

  shift(): StreamState | undefined {
    const stream = this.#first;
    if (stream === undefined) return undefined;
    this.#first = stream.behind;
    if (this.#first === undefined) this.#last = undefined;
    stream.behind = undefined;
    stream.inQueue = false;
    return stream;
  }
}
