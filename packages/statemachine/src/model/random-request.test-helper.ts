import {
  Compare,
  CompareTarget,
  DeleteRangeRequest,
  type Id,
  Permission,
  PutRequest,
  RangeRequest,
  RequestOp,
  TxnRequest,
} from "@keyval/api";
import type { Dice } from "./dice.test-helper.js";

const KEYS = ["a", "aa", "ab", "b", "b\0", "c", "ca", "\xff"] as const;
const ENDS = ["", "", "aa", "b", "c", "d", "\0", "\xff\xff", "a"] as const;
const VALUES = ["", "x", "y", "longer than the others", "z".repeat(90)] as const;
export const LEASES = [7, 8, 2n ** 62n] as const;

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));

/** What random requests may name. */
export interface Surroundings {
  readonly revision: number;
  readonly compactRevision: number;
}

/** Requests that mostly can be done, and sometimes can not. */
export class RandomRequests {
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  key(): Uint8Array {
    return bytesOf(this.#dice.chance(1, 80) ? "" : this.#dice.pick(KEYS));
  }

  #end(): Uint8Array {
    return bytesOf(this.#dice.pick(ENDS));
  }

  permission(): Permission {
    return Permission.create({ permType: this.#dice.below(3) as 0, key: this.key(), rangeEnd: this.#end() });
  }

  #lease(): Id {
    return this.#dice.chance(1, 3) ? this.#dice.pick(LEASES) : 0;
  }

  put(): PutRequest {
    const dice = this.#dice;
    const ignoreValue = dice.chance(1, 8);
    const ignoreLease = dice.chance(1, 8);
    return PutRequest.create({
      key: this.key(),
      value: ignoreValue && dice.chance(9, 10) ? bytesOf("") : bytesOf(dice.pick(VALUES)),
      lease: ignoreLease && dice.chance(9, 10) ? 0 : this.#lease(),
      prevKv: dice.chance(1, 3),
      ignoreValue,
      ignoreLease,
    });
  }

  deleteRange(): DeleteRangeRequest {
    return DeleteRangeRequest.create({ key: this.key(), rangeEnd: this.#end(), prevKv: this.#dice.chance(1, 2) });
  }

  range(around: Surroundings): RangeRequest {
    const dice = this.#dice;
    const isPlain = dice.chance(1, 3);
    return RangeRequest.create({
      key: this.key(),
      rangeEnd: this.#end(),
      limit: dice.chance(1, 2) ? dice.below(5) : 0,
      revision: dice.chance(1, 2) ? 0 : this.revision(around),
      sortOrder: isPlain ? 0 : dice.chance(1, 60) ? (9 as 0) : (dice.below(3) as 0),
      sortTarget: isPlain ? 0 : (dice.below(5) as 0),
      keysOnly: dice.chance(1, 4),
      countOnly: dice.chance(1, 8),
      minModRevision: this.#bound(around),
      maxModRevision: this.#bound(around),
      minCreateRevision: this.#bound(around),
      maxCreateRevision: this.#bound(around),
    });
  }

  /** Mostly one that can be read. */
  revision({ revision, compactRevision }: Surroundings): number {
    const oldest = Math.max(compactRevision - 1, revision - 20);
    return oldest + this.#dice.below(revision - oldest + 2);
  }

  txn(around: Surroundings, depth = 0, isReading = false): TxnRequest {
    const dice = this.#dice;
    const ops = (): RequestOp[] =>
      Array.from({ length: dice.below(depth === 0 ? 4 : 3) }, () => this.#op(around, depth, isReading));
    const compare = Array.from({ length: dice.below(3) }, () => this.#compare(around));
    return TxnRequest.create({ compare, success: ops(), failure: ops() });
  }

  #op(around: Surroundings, depth: number, isReading: boolean): RequestOp {
    const dice = this.#dice;
    const kind = dice.below(isReading ? 4 : 20);
    if (kind === 0 && depth < 3) return RequestOp.create({ requestTxn: this.txn(around, depth + 1, isReading) });
    if (kind < 6) return RequestOp.create({ requestRange: this.range(around) });
    if (kind < 15) return RequestOp.create({ requestPut: this.put() });
    return dice.chance(1, 50) ? RequestOp.create() : RequestOp.create({ requestDeleteRange: this.deleteRange() });
  }

  #compare(around: Surroundings): Compare {
    const dice = this.#dice;
    const target = dice.below(5) as CompareTarget;
    const number = dice.chance(1, 2) ? dice.below(4) : this.revision(around);
    return Compare.create({
      key: this.key(),
      rangeEnd: dice.chance(1, 3) ? this.#end() : bytesOf(""),
      target,
      result: dice.below(4) as 0,
      ...(target === CompareTarget.VERSION && { version: number }),
      ...(target === CompareTarget.CREATE && { createRevision: number }),
      ...(target === CompareTarget.MOD && { modRevision: number }),
      ...(target === CompareTarget.VALUE && { value: bytesOf(dice.pick(VALUES)) }),
      ...(target === CompareTarget.LEASE && { lease: this.#lease() }),
    });
  }

  #bound(around: Surroundings): number {
    return this.#dice.chance(1, 8) ? this.revision(around) : 0;
  }
}
