import { CommandKind } from "@keyval/api";
import type { CompactionRequest, CompactionResponse, DeleteRangeRequest, DeleteRangeResponse } from "@keyval/api";
import type { PutRequest, PutResponse, RangeRequest, RangeResponse, TxnRequest, TxnResponse } from "@keyval/api";
import { checkDeleteRange, checkPut, checkRange, checkTxn, hasPut, isReadOnly, Refusal } from "@keyval/statemachine";
import type { RangeSink, RangeStream, ReadingOp } from "@keyval/statemachine";
import { confirmed } from "./confirmed.js";
import type { Caller, Reply } from "./reply.js";
import type { Served } from "./served.js";
import { submit } from "./submit.js";

/** A stream of a range that its taker may slow down and end. */
export interface StreamControl {
  resume(): void;
  cancel(): void;
}

/**
 * The service KV. Requests come decoded, and where they become commands also as the bytes that they were: those go through
 * the log as they are.
 */
export class KvHandlers {
  readonly #served: Served;

  constructor(served: Served) {
    this.#served = served;
  }

  range(request: RangeRequest, reply: Reply<RangeResponse>): void {
    // A learner may be far behind, and has no vote that could say how far.
    const isRefused = !request.serializable && this.#served.isLearner();
    const error = isRefused ? "notSupportedForLearner" : checkRange(request);
    if (error !== undefined) {
      reply(new Refusal(error));
      return;
    }
    this.#confirmed(request.serializable, reply, () => {
      const answer = this.#headed(reply);
      const now = this.#served.machine().queries.range(request, answer);
      if (now !== undefined) answer(now);
    });
  }

  rangeStream(request: RangeRequest, sink: RangeSink): StreamControl {
    let stream: RangeStream | undefined;
    let isCancelled = false;
    const begin = (): void => {
      if (isCancelled) return;
      const header = this.#served.header();
      const begun = this.#served.machine().queries.rangeStream(request, {
        piece: (piece, isLast) => sink.piece(isLast ? { ...piece, header } : piece, isLast),
        failed: (refusal) => {
          sink.failed(refusal);
        },
      });
      if (begun instanceof Refusal) sink.failed(begun);
      else stream = begun;
    };
    const failed = (answer: RangeResponse | Refusal): void => {
      if (answer instanceof Refusal && !isCancelled) sink.failed(answer);
    };
    this.#confirmed(request.serializable, failed, begin);
    return {
      resume: () => stream?.resume(),
      cancel: () => {
        isCancelled = true;
        stream?.cancel();
      },
    };
  }

  put(request: PutRequest, body: Uint8Array, caller: Caller, reply: Reply<PutResponse>): void {
    const error = checkPut(request) ?? this.#served.quota.check(request.key.length + request.value.length);
    if (error !== undefined) reply(new Refusal(error));
    else submit(this.#served, CommandKind.put, body, caller, reply);
  }

  deleteRange(request: DeleteRangeRequest, body: Uint8Array, caller: Caller, reply: Reply<DeleteRangeResponse>): void {
    const error = checkDeleteRange(request);
    if (error !== undefined) {
      reply(new Refusal(error));
      return;
    }
    this.#admitted([{ requestDeleteRange: request }], reply, () => {
      submit(this.#served, CommandKind.deleteRange, body, caller, reply);
    });
  }

  /** One that only reads never goes through the log. */
  txn(request: TxnRequest, body: Uint8Array, caller: Caller, reply: Reply<TxnResponse>): void {
    const error = checkTxn(request, this.#served.operationsMax);
    if (error !== undefined) {
      reply(new Refusal(error));
    } else if (isReadOnly(request)) {
      this.#confirmed(isSerializable(request), reply, () => {
        const answer = this.#headed(reply);
        const now = this.#served.machine().queries.txn(request, answer);
        if (now !== undefined) answer(now);
      });
    } else {
      const space = hasPut(request) ? this.#served.quota.check(body.length) : undefined;
      if (space !== undefined) {
        reply(new Refusal(space));
        return;
      }
      this.#admitted([{ requestTxn: request }], reply, () => {
        submit(this.#served, CommandKind.txn, body, caller, reply);
      });
    }
  }

  /** With `physical`, answered once what can not be read any more is removed. */
  compact(request: CompactionRequest, body: Uint8Array, caller: Caller, reply: Reply<CompactionResponse>): void {
    submit<CompactionResponse>(this.#served, CommandKind.compact, body, caller, (answer) => {
      if (answer instanceof Refusal || !request.physical) {
        reply(answer);
        return;
      }
      this.#served.machine().tables.keyspace.compaction.whenRemoved(request.revision, () => {
        reply(answer);
      });
    });
  }

  #admitted<T>(ops: readonly ReadingOp[], reply: Reply<T>, propose: () => void): void {
    const judged = (answer: true | Refusal): void => {
      if (answer instanceof Refusal) reply(answer);
      else propose();
    };
    const now = this.#served.machine().queries.admits(ops, judged);
    if (now !== undefined) judged(now);
  }

  /** Unless the caller is content with what this member has, the leader is asked first. */
  #confirmed<T>(isSerializable: boolean, reply: Reply<T>, read: () => void): void {
    if (isSerializable) read();
    else confirmed(this.#served, reply, read);
  }

  #headed<T extends object>(reply: Reply<T>): Reply<T> {
    const header = this.#served.header();
    return (answer) => {
      reply(answer instanceof Refusal ? answer : { ...answer, header });
    };
  }
}

/** As etcd has it: a transaction is serializable if each of its reads is. */
function isSerializable({ success, failure }: TxnRequest): boolean {
  const ops = [...success, ...failure];
  return ops.length > 0 && ops.every(({ requestRange }) => requestRange?.serializable ?? false);
}
