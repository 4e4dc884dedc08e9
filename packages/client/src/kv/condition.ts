import { type Compare, CompareResult, CompareTarget, type Id, type Init } from "@keyval/api";
import type { Keys } from "./key-range.js";
import type { Scope } from "./scope.js";

/** What a transaction asks before it does anything. */
export type Condition = Init<Compare>;

const RESULTS = {
  "=": CompareResult.EQUAL,
  "!=": CompareResult.NOT_EQUAL,
  ">": CompareResult.GREATER,
  "<": CompareResult.LESS,
} as const;

export type Comparison = keyof typeof RESULTS;

/** Conditions for a key, or for each key of a range. */
export class Conditions<In> {
  readonly #scope: Scope<In, unknown>;
  readonly #keys: Keys;

  constructor(scope: Scope<In, unknown>, keys: Keys) {
    this.#scope = scope;
    this.#keys = keys;
  }

  exists(): Condition {
    return this.createRevision("!=", 0);
  }

  isMissing(): Condition {
    return this.createRevision("=", 0);
  }

  version(comparison: Comparison, version: number): Condition {
    return { ...this.#compare(comparison), target: CompareTarget.VERSION, version };
  }

  createRevision(comparison: Comparison, createRevision: number): Condition {
    return { ...this.#compare(comparison), target: CompareTarget.CREATE, createRevision };
  }

  /** Of the version that there is; 0 where there is none. */
  revision(comparison: Comparison, modRevision: number): Condition {
    return { ...this.#compare(comparison), target: CompareTarget.MOD, modRevision };
  }

  /** As bytes, in their order. A missing key has no value: whatever is compared with it does not hold. */
  value(comparison: Comparison, value: In): Condition {
    return { ...this.#compare(comparison), target: CompareTarget.VALUE, value: this.#scope.codec.encode(value) };
  }

  lease(comparison: Comparison, lease: Id): Condition {
    return { ...this.#compare(comparison), target: CompareTarget.LEASE, lease };
  }

  #compare(comparison: Comparison): Condition {
    return { ...this.#scope.space.range(this.#keys), result: RESULTS[comparison] };
  }
}
