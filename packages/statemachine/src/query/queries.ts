import type { ErrorName, HashKVResponse, RangeRequest, RangeResponse, TxnRequest, TxnResponse } from "@keyval/api";
import type { Keyspace } from "../keyspace/keyspace.js";
import { ANSWER_BYTES_MAX, QUERIES_MAX } from "../keyspace/limits.js";
import { checkRange, checkRevision } from "../range/check-range.js";
import { getNow, isGet } from "../range/range-now.js";
import { Refusal } from "../refusal.js";
import type { Slices } from "../slices.js";
import { checkTxn } from "../txn/check-txn.js";
import { answerBytes, answersRanges, type ReadingOp } from "./answer-bytes.js";
import { Gathered } from "./gathered.js";
import { hashSteps } from "./hash-steps.js";
import { orRefusal } from "./or-refusal.js";
import { RangeStream, type RangeSink, checkRangeStream } from "./range-stream.js";
import { rangeSteps } from "./range-steps.js";
import { runSteps, type Steps } from "./steps.js";
import { txnSteps } from "./txn-steps.js";

export type QueryDone<T> = (result: T | Refusal) => void;

/**
 * What reads and changes nothing. A query that needs little is answered by what the call returns; any other returns
 * undefined and answers later, piece by piece, with what was there when it was asked.
 */
export class Queries {
  readonly #keyspace: Keyspace;
  readonly #slices: Slices;
  readonly #readsNow: number;
  #underWay = 0;

  /** `readsNow` is how many records a query may wait for on the spot. */
  constructor(keyspace: Keyspace, slices: Slices, readsNow: number) {
    this.#keyspace = keyspace;
    this.#slices = slices;
    this.#readsNow = readsNow;
  }

  range(request: RangeRequest, done: QueryDone<RangeResponse>): RangeResponse | Refusal | undefined {
    const error = checkRange(request) ?? checkRevision(this.#keyspace, request.revision);
    if (error !== undefined) return new Refusal(error);
    this.#keyspace.counts.ranges += 1;
    const revision = this.#revisionOf(request);
    if (isGet(this.#keyspace, request, revision)) return orRefusal(() => getNow(this.#keyspace, request, revision));
    return this.#run(rangeSteps(this.#keyspace, request, revision, this.#readsNow, new Gathered()), done);
  }

  /** Pieces come in later turns. */
  rangeStream(request: RangeRequest, sink: RangeSink): RangeStream | Refusal {
    const error: ErrorName | undefined = checkRangeStream(request) ?? checkRevision(this.#keyspace, request.revision);
    if (error !== undefined) return new Refusal(error);
    this.#keyspace.counts.ranges += 1;
    return new RangeStream(this.#keyspace, this.#slices, request, this.#revisionOf(request), this.#readsNow, sink);
  }

  /** One for which `isReadOnly` holds. */
  txn(request: TxnRequest, done: QueryDone<TxnResponse>): TxnResponse | Refusal | undefined {
    const error = checkTxn(request);
    if (error !== undefined) return new Refusal(error);
    this.#keyspace.counts.txns += 1;
    return this.#run(txnSteps(this.#keyspace, request, this.#keyspace.revision, this.#readsNow), done);
  }

  /**
   * Whether a change with these operations may be proposed: each member has to hold in memory what it answers, whenever it applies
   * it, and what none of them could would end all of them.
   */
  admits(ops: readonly ReadingOp[], done: QueryDone<true>): true | Refusal | undefined {
    return answersRanges(ops) ? this.#run(admitSteps(this.#keyspace, ops), done) : true;
  }

  /** The revision is judged as that of a range. */
  hash(asked: number, done: QueryDone<HashKVResponse>): HashKVResponse | Refusal | undefined {
    const error = checkRevision(this.#keyspace, asked);
    if (error !== undefined) return new Refusal(error);
    return this.#run(hashSteps(this.#keyspace, asked > 0 ? asked : this.#keyspace.revision), done);
  }

  #run<T>(steps: Steps<T | Refusal>, done: QueryDone<T>): T | Refusal | undefined {
    if (this.#underWay >= QUERIES_MAX) return new Refusal("tooManyRequests");
    const result = runSteps(steps, this.#slices, (late) => {
      this.#underWay--;
      done(late);
    });
    if (result === undefined) this.#underWay++;
    return result;
  }

  #revisionOf({ revision }: RangeRequest): number {
    return revision > 0 ? revision : this.#keyspace.revision;
  }
}

function* admitSteps(keyspace: Keyspace, ops: readonly ReadingOp[]): Steps<true | Refusal> {
  const bytes = yield* answerBytes(keyspace, ops);
  return bytes <= ANSWER_BYTES_MAX || new Refusal("tooMuchToAnswer");
}
