import type { StreamState } from "./stream-state.js";

/** Streams in a row, linked through themselves. A stream stands in at most one queue, and leaves it when it is closed. */
export class StreamQueue {
  #first: StreamState | undefined = undefined;
  #last: StreamState | undefined = undefined;

  get first(): StreamState | undefined {
    return this.#first;
  }

  push(stream: StreamState): void {
    stream.queue = this;
    stream.ahead = this.#last;
    if (this.#last === undefined) this.#first = stream;
    else this.#last.behind = stream;
    this.#last = stream;
  }

  shift(): StreamState | undefined {
    const stream = this.#first;
    if (stream !== undefined) this.remove(stream);
    return stream;
  }

  remove(stream: StreamState): void {
    const { ahead, behind } = stream;
    if (ahead === undefined) this.#first = behind;
    else ahead.behind = behind;
    if (behind === undefined) this.#last = ahead;
    else behind.ahead = ahead;
    stream.queue = stream.ahead = stream.behind = undefined;
  }
}
