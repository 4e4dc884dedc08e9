import { RECORD_GUESS_BYTES, SCRATCHES_MAX } from "../limits.js";
import { viewOf } from "./record.js";

/** What a record is read into at first. */
export interface Scratch {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

/** Scratches that were used before: to make one takes longer than to read what the system has in memory. */
export class Scratches {
  readonly #free: Scratch[] = [];

  take(): Scratch {
    return this.#free.pop() ?? createScratch();
  }

  giveBack(scratch: Scratch): void {
    if (this.#free.length < SCRATCHES_MAX) this.#free.push(scratch);
  }
}

function createScratch(): Scratch {
  const bytes = new Uint8Array(RECORD_GUESS_BYTES);
  return { bytes, view: viewOf(bytes) };
}
