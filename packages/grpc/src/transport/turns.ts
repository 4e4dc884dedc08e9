import { OUTPUT_BYTES } from "../limits.js";

/** What wants to act once at the end of a turn of the event loop. */
export interface Turned {
  endTurn(turns: Turns): void;
  /** Sends what it has to send. Nobody is called back: that is for the end of the turn. */
  flush(turns: Turns): void;
}

/**
 * The end of each turn of the event loop: all connections that were touched in it are visited once, when all sockets have
 * been read, so that what a turn has to say to a peer leaves in one write. They share the buffer that is written from.
 */
export class Turns {
  #waiting: Turned[] = [];
  #scheduled = false;
  #buffer = Buffer.allocUnsafeSlow(OUTPUT_BYTES);

  /** To be overwritten by whoever acts next, unless it was kept. */
  get buffer(): Buffer {
    return this.#buffer;
  }

  /** The socket still reads from the buffer: the next one gets another. */
  keepBuffer(): void {
    this.#buffer = Buffer.allocUnsafeSlow(OUTPUT_BYTES);
  }

  add(one: Turned): void {
    this.#waiting.push(one);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(this.#endByItself);
  }

  /** For what others wait for while this process goes on with its own work: all that there is to say leaves now. */
  flush(): void {
    for (const one of this.#waiting) one.flush(this);
  }

  /** For whoever knows that the turn ends here; otherwise it ends by itself. */
  readonly end = (): void => {
    const ones = this.#waiting;
    this.#waiting = [];
    for (const one of ones) one.endTurn(this);
  };

  readonly #endByItself = (): void => {
    this.#scheduled = false;
    this.end();
  };
}
