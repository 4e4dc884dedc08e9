import type { Verdict } from "../http2/judge-headers.js";

/**
 * The fields of one decoded header block, in their order; names in lower case as they came, values with one character
 * per byte. A block whose bytes were seen before on the connection is the same object again, so what it says is parsed
 * once: whoever reads it keeps the result in `memo`.
 */
export class HeaderBlock {
  readonly names: readonly string[];
  readonly values: readonly string[];
  /**
   * The list was longer than the limit on it; what is missing here was dropped. Such a request was answered with 431 by
   * the machine and is never handed up; a response is reset.
   */
  readonly truncated: boolean;
  /** For the layer above, which alone writes and reads it. */
  memo: unknown = undefined;
  /** For the machine: whether the fields make a good request, response or trailers, judged once. */
  verdict: Verdict | undefined = undefined;

  constructor(names: readonly string[], values: readonly string[], truncated = false) {
    this.names = names;
    this.values = values;
    this.truncated = truncated;
  }

  /** The first value of that name. */
  get(name: string): string | undefined {
    const at = this.names.indexOf(name);
    return at < 0 ? undefined : this.values[at];
  }
}
