import { DeleteRangeRequest, LeaseGrantRequest, LeaseRevokeRequest, PutRequest, TxnRequest } from "@keyval/api";
import type { Compare, Id, Init, RequestOp } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Handlers } from "../../rpc/handlers.js";
import type { Caller, Reply } from "../../rpc/reply.js";

export type Writers = Pick<Handlers, "kv" | "lease">;

/** A change of one key, made if the conditions hold. */
export interface Change {
  readonly key: Uint8Array;
  /** Undefined: the key is deleted. */
  readonly value: Uint8Array | undefined;
  readonly conditions: readonly Init<Compare>[];
  /** Seconds after which the key is gone; 0 for never. */
  readonly ttl: number;
}

/** What became of a change: whether the conditions held, how many keys were deleted, the revision after it. */
export interface Changed {
  readonly isDone: boolean;
  readonly deleted: number;
  readonly revision: number;
}

/** Commits a change, with a lease of its own where the key is not to stay. */
export function commit(writers: Writers, change: Change, caller: Caller, reply: Reply<Changed>): void {
  if (change.ttl === 0) {
    write(writers, change, 0, caller, reply);
    return;
  }
  const { user, authRevision } = caller;
  writers.lease.grant(LeaseGrantRequest.create({ TTL: change.ttl }), { user, authRevision }, (lease) => {
    if (lease instanceof Refusal) {
      reply(lease);
      return;
    }
    write(writers, change, lease.ID, caller, (answer) => {
      // Nothing has this lease.
      if (answer instanceof Refusal || !answer.isDone) revoke(writers, lease.ID, { user, authRevision });
      reply(answer);
    });
  });
}

function write({ kv }: Writers, change: Change, lease: Id, caller: Caller, reply: Reply<Changed>): void {
  const { key, value, conditions } = change;
  const done = (deleted: number, revision = 0): void => {
    reply({ isDone: true, deleted, revision });
  };
  if (conditions.length > 0) {
    const op: Init<RequestOp> =
      value === undefined ? { requestDeleteRange: { key } } : { requestPut: { key, value, lease } };
    const txn = TxnRequest.create({ compare: conditions, success: [op] });
    kv.txn(txn, TxnRequest.encode(txn), caller, (answer) => {
      if (answer instanceof Refusal) reply(answer);
      else {
        const deleted = answer.responses[0]?.responseDeleteRange?.deleted ?? 0;
        reply({ isDone: answer.succeeded, deleted, revision: answer.header?.revision ?? 0 });
      }
    });
  } else if (value === undefined) {
    const request = DeleteRangeRequest.create({ key });
    kv.deleteRange(request, DeleteRangeRequest.encode(request), caller, (answer) => {
      if (answer instanceof Refusal) reply(answer);
      else done(answer.deleted, answer.header?.revision);
    });
  } else {
    const request = PutRequest.create({ key, value, lease });
    kv.put(request, PutRequest.encode(request), caller, (answer) => {
      if (answer instanceof Refusal) reply(answer);
      else done(0, answer.header?.revision);
    });
  }
}

function revoke({ lease }: Writers, ID: Id, caller: Caller): void {
  const request = { ID };
  lease.revoke(request, LeaseRevokeRequest.encode(request), caller, () => undefined);
}
