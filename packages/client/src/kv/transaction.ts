import type { CallOptions } from "../connection/options.js";
import type { Rpc } from "../connection/rpc.js";
import type { Condition } from "./condition.js";
import type { Op } from "./ops.js";

type Results<Steps extends readonly Op<unknown>[]> = {
  readonly [At in keyof Steps]: Steps[At] extends Op<infer Result> ? Result : never;
};

/** What became of a transaction: `results` are those of the branch that was done, in order and with their types. */
export type Committed<Then extends readonly Op<unknown>[], Else extends readonly Op<unknown>[]> =
  | { readonly succeeded: true; readonly revision: number; readonly results: Results<Then> }
  | { readonly succeeded: false; readonly revision: number; readonly results: Results<Else> };

/**
 * A transaction in the making: one branch or the other is done as a whole, at one revision.
 *
 * ```ts
 * const { succeeded } = await kv.transaction().if(kv.when("a").isMissing()).do(kv.ops.put("a", "1")).commit();
 * ```
 */
export class Transaction<Then extends readonly Op<unknown>[] = [], Else extends readonly Op<unknown>[] = []> {
  readonly #rpc: Pick<Rpc, "kv">;
  readonly #conditions: readonly Condition[];
  readonly #then: Then;
  readonly #else: Else;

  constructor(rpc: Pick<Rpc, "kv">, conditions: readonly Condition[], then: Then, otherwise: Else) {
    this.#rpc = rpc;
    this.#conditions = conditions;
    this.#then = then;
    this.#else = otherwise;
  }

  /** All of them have to hold. */
  if(...conditions: readonly Condition[]): Transaction<Then, Else> {
    return new Transaction(this.#rpc, [...this.#conditions, ...conditions], this.#then, this.#else);
  }

  /** What is done if they do. */
  do<const More extends readonly Op<unknown>[]>(...steps: More): Transaction<readonly [...Then, ...More], Else> {
    return new Transaction(this.#rpc, this.#conditions, [...this.#then, ...steps] as const, this.#else);
  }

  /** What is done if they do not. */
  else<const More extends readonly Op<unknown>[]>(...steps: More): Transaction<Then, readonly [...Else, ...More]> {
    return new Transaction(this.#rpc, this.#conditions, this.#then, [...this.#else, ...steps] as const);
  }

  async commit(options?: CallOptions): Promise<Committed<Then, Else>> {
    const request = {
      compare: this.#conditions,
      success: this.#then.map((step) => step.request),
      failure: this.#else.map((step) => step.request),
    };
    const { header, succeeded, responses } = await this.#rpc.kv.txn(request, options);
    const steps = succeeded ? this.#then : this.#else;
    const results = responses.map((response, at) => steps[at]?.read(response));
    // The types of the steps say what each of them reads.
    return { succeeded, revision: header?.revision ?? 0, results } as unknown as Committed<Then, Else>;
  }
}
