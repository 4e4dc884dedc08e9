import { DeleteRangeRequest, LeaseGrantRequest, LeaseRevokeRequest, PutRequest, TxnRequest } from "@keyval/api";
import type { Compare, Id, Init, RequestOp } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Handlers } from "../../rpc/handlers.js";
import type { Caller, Reply } from "../../rpc/reply.js";
import { isInDoubt } from "./problem.js";

export type Writers = Pick<Handlers, "kv" | "lease" | "sessions">;

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

/** Who commits a change; in a session that has no other commands than those of this one. */
export interface Committer extends Pick<Caller, "user" | "authRevision"> {
  readonly session?: number;
}

/** Numbers of a session's commands. */
const GRANT = 1;
const WRITE = 2;

/** Commits a change, with a lease of its own where the key is not to stay. */
export function commit(writers: Writers, change: Change, committer: Committer, reply: Reply<Changed>): void {
  const writer = callerOf(committer, WRITE);
  if (change.ttl === 0) {
    write(writers, change, 0, writer, reply);
    return;
  }
  writers.lease.grant(LeaseGrantRequest.create({ TTL: change.ttl }), callerOf(committer, GRANT), (lease) => {
    if (lease instanceof Refusal) {
      reply(lease);
      return;
    }
    write(writers, change, lease.ID, writer, (answer) => {
      if (isIdle(answer, committer)) revoke(writers, lease.ID, committer);
      reply(answer);
    });
  });
}

/** What is done to the key. */
export function operationOf({ key, value }: Change, lease: Id): Init<RequestOp> {
  return value === undefined ? { requestDeleteRange: { key } } : { requestPut: { key, value, lease } };
}

function callerOf({ user, authRevision, session }: Committer, number: number): Caller {
  const caller = { user, authRevision };
  return session === undefined ? caller : { ...caller, command: { session, number, acknowledged: 0 } };
}

function write({ kv }: Writers, change: Change, lease: Id, caller: Caller, reply: Reply<Changed>): void {
  const { key, value, conditions } = change;
  const done = (deleted: number, revision = 0): void => {
    reply({ isDone: true, deleted, revision });
  };
  if (conditions.length > 0) {
    const txn = TxnRequest.create({ compare: conditions, success: [operationOf(change, lease)] });
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

/** Whether nothing has the lease, nor will have; where that is not certain, it ends by itself. */
function isIdle(answer: Changed | Refusal, { session }: Committer): boolean {
  if (!(answer instanceof Refusal)) return !answer.isDone;
  // In a session the lease is granted once, and whoever tries again needs it.
  return session === undefined && !isInDoubt(answer.error);
}

function revoke({ lease }: Writers, ID: Id, { user, authRevision }: Committer): void {
  const request = { ID };
  lease.revoke(request, LeaseRevokeRequest.encode(request), { user, authRevision }, () => undefined);
}
