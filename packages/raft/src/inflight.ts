import { Queue } from "./queue.js";

interface Sent {
  readonly last: number;
  readonly bytes: number;
}

/** The appends on their way to a follower: how many, with how many bytes. */
export class Inflight {
  readonly #sent: Queue<Sent>;
  #bytes = 0;

  constructor(sent = new Queue<Sent>(), bytes = 0) {
    this.#sent = sent;
    this.#bytes = bytes;
  }

  get count(): number {
    return this.#sent.length;
  }

  /** The last entry on its way; 0 if there is none. */
  get last(): number {
    return this.#sent.length === 0 ? 0 : this.#sent.at(this.#sent.length - 1).last;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** An append whose last entry is `last` has left. */
  add(last: number, bytes: number): void {
    this.#sent.push({ last, bytes });
    this.#bytes += bytes;
  }

  /** The follower has everything up to `index`. */
  acked(index: number): void {
    while (this.#sent.length > 0 && this.#sent.at(0).last <= index) this.#bytes -= this.#sent.shift().bytes;
  }

  clear(): void {
    this.#sent.clear();
    this.#bytes = 0;
  }

  clone(): Inflight {
    return new Inflight(this.#sent.clone(), this.#bytes);
  }

  /** For a canonical encoding: the last index and the bytes of each append, oldest first. */
  *[Symbol.iterator](): Iterator<Sent> {
    for (let i = 0; i < this.#sent.length; i++) yield this.#sent.at(i);
  }
}
