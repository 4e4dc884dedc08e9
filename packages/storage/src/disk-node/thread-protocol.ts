/** What the thread and its owner share: a few numbers, and behind them the bytes of one request. */
export const REQUEST = 0;
export const LENGTH = 1;
export const DESCRIPTOR = 2;
/** A 64-bit number of its own; the numbers before it have 32 bits. */
export const POSITION = 2;

export const HEAD_BYTES = 64;

/** Room for a batch of the log as large as they usually get; what is longer takes several requests. */
export const TRANSFER_BYTES = 2 ** 20 + 2 ** 16;

/** In the place of a descriptor: the bytes are a call and its arguments, as JSON. */
export const IS_CALL = -1;

/** A number answers a write. */
export type Answer = number | { readonly value: unknown } | { readonly error: ThreadError };

export interface ThreadError {
  readonly message: string;
  readonly code: unknown;
}

export interface Shared {
  readonly numbers: Int32Array;
  readonly positions: Float64Array;
  readonly bytes: Uint8Array;
}

export function viewShared(memory: SharedArrayBuffer): Shared {
  return {
    numbers: new Int32Array(memory, 0, 4),
    positions: new Float64Array(memory, 0, HEAD_BYTES / 8),
    bytes: new Uint8Array(memory, HEAD_BYTES),
  };
}
