import type { Digest } from "./digest.js";

/**
 * The sum of the digests of all that is in a state. It does not depend on the order in which things came, and what goes
 * is subtracted again, so keeping it costs one digest per change and nothing per thing that stays.
 */
export class StateHash implements Digest {
  high = 0;
  low = 0;

  add({ high, low }: Digest): void {
    const sum = this.low + low;
    this.low = sum >>> 0;
    this.high = (this.high + high + (sum >= 2 ** 32 ? 1 : 0)) >>> 0;
  }

  remove({ high, low }: Digest): void {
    const difference = this.low - low;
    this.low = difference >>> 0;
    this.high = (this.high - high - (difference < 0 ? 1 : 0)) >>> 0;
  }

  equals({ high, low }: Digest): boolean {
    return this.high === high && this.low === low;
  }
}
