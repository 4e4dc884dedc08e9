import { LeaseGrantRequest, TxnRequest } from "@keyval/api";
import type { Id, Init, ResponseHeader, TxnResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { isCreatedAt } from "./contest.js";
import type { KeyServices } from "./key-services.js";
import type { Caller, Reply } from "./reply.js";

/** A key that somebody contends with, and the revision at which it was created. */
export interface Claim {
  readonly key: Uint8Array;
  readonly revision: number;
}

/** As etcd's own sessions have it. */
const LEASE_SECONDS = 60;

/** The lease that a client names, or one for a client that names none. */
export function withLease({ lease }: KeyServices, id: Id, caller: Caller, proceed: Reply<Id>): void {
  if (id !== 0) {
    proceed(id);
    return;
  }
  lease.grant(LeaseGrantRequest.create({ TTL: LEASE_SECONDS }), caller, (answer) => {
    proceed(answer instanceof Refusal ? answer : answer.ID);
  });
}

export function transact({ kv }: KeyServices, txn: Init<TxnRequest>, caller: Caller, reply: Reply<TxnResponse>): void {
  const request = TxnRequest.create(txn);
  kv.txn(request, TxnRequest.encode(request), caller, reply);
}

/** Says something else with a claim, as long as it stands. */
export function proclaim(
  services: KeyServices,
  { key, revision, lease, value }: Claim & { readonly lease: Id; readonly value: Uint8Array },
  caller: Caller,
  reply: Reply<ResponseHeader | undefined>,
): void {
  const success = [{ requestPut: { key, value, lease } }];
  transact(services, { compare: [isCreatedAt(key, revision)], success }, caller, (answer) => {
    if (answer instanceof Refusal) reply(answer);
    else reply(answer.succeeded ? answer.header : new Refusal("electionNotLeader"));
  });
}

/** One that does not stand any more is no failure. */
export function withdraw(
  services: KeyServices,
  { key, revision }: Claim,
  caller: Caller,
  reply: Reply<ResponseHeader | undefined>,
): void {
  const success = [{ requestDeleteRange: { key } }];
  transact(services, { compare: [isCreatedAt(key, revision)], success }, caller, (answer) => {
    reply(answer instanceof Refusal ? answer : answer.header);
  });
}
