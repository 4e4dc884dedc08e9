import { NO_BYTES, RangeRequest, type ErrorName, type Id, type ResponseHeader, type TxnResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { proclaim, transact, withdraw, withLease, type Claim } from "./claims.js";
import { isCreatedAt, keyOf } from "./contest.js";
import type { KeyServices } from "./key-services.js";
import { OlderKeys } from "./older-keys.js";
import type { Caller, Reply } from "./reply.js";

export interface Candidate {
  readonly name: Uint8Array;
  /** It contends as long as this lease lives; 0: one is granted. */
  readonly lease: Id;
  /** What its key shall say; undefined: nothing, or what it says already. */
  readonly value: Uint8Array | undefined;
  /** What it is told if its lease ended while it waited. */
  readonly lost: ErrorName;
}

/** Who has what it contended for. */
export interface Winner extends Claim {
  readonly lease: Id;
  /** When its claim was made, or found. */
  readonly claimed: ResponseHeader | undefined;
  /** When its turn came. */
  readonly won: ResponseHeader | undefined;
}

type Contender = Omit<Winner, "won">;

/** Makes a claim under a name and answers once it is the oldest there. Who gives up waiting gives up the claim. */
export class Candidacy {
  readonly #services: KeyServices;
  readonly #candidate: Candidate;
  readonly #caller: Caller;
  readonly #reply: Reply<Winner>;
  #claim: Claim | undefined;
  #older: OlderKeys | undefined;
  #hasEnded = false;

  constructor(services: KeyServices, candidate: Candidate, caller: Caller, reply: Reply<Winner>) {
    this.#services = services;
    this.#candidate = candidate;
    this.#caller = caller;
    this.#reply = reply;
  }

  start(): void {
    withLease(this.#services, this.#candidate.lease, this.#caller, (lease) => {
      if (lease instanceof Refusal) this.#fail(lease);
      else if (!this.#hasEnded) this.#enter(lease);
    });
  }

  /** Nobody waits for the answer any more. Where the withdrawal fails, the claim goes with its lease. */
  giveUp(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#older?.stop();
    if (this.#claim !== undefined) this.#withdraw(this.#claim);
  }

  #enter(lease: Id): void {
    const { name, value } = this.#candidate;
    const key = keyOf(name, lease);
    const txn = {
      compare: [isCreatedAt(key, 0)],
      success: [{ requestPut: { key, value: value ?? NO_BYTES, lease } }],
      failure: [{ requestRange: { key } }],
    };
    transact(this.#services, txn, this.#caller, (answer) => {
      if (answer instanceof Refusal) this.#fail(answer);
      else this.#onEntered(key, lease, answer);
    });
  }

  /** A claim that the lease had already stays what it was, but for its value. */
  #onEntered(key: Uint8Array, lease: Id, { succeeded, header, responses }: TxnResponse): void {
    const found = responses[0]?.responseRange?.kvs[0];
    const revision = found?.createRevision ?? header?.revision ?? 0;
    if (this.#hasEnded) {
      if (succeeded) this.#withdraw({ key, revision });
      return;
    }
    this.#claim = { key, revision };
    const contender = { key, revision, lease, claimed: header };
    const { value } = this.#candidate;
    if (found === undefined || value === undefined || isSame(found.value, value)) this.#await(contender);
    else this.#proclaim(contender, value);
  }

  #proclaim(contender: Contender, value: Uint8Array): void {
    proclaim(this.#services, { ...contender, value }, this.#caller, (answer) => {
      if (answer instanceof Refusal) this.#fail(answer);
      else if (!this.#hasEnded) this.#await(contender);
    });
  }

  #await(contender: Contender): void {
    this.#older = new OlderKeys(this.#services, this.#candidate.name, contender.revision, (answer) => {
      if (answer instanceof Refusal) this.#fail(answer);
      else if (answer.hasWaited) this.#confirm(contender);
      else this.#win({ ...contender, won: contender.claimed });
    });
    this.#older.look();
  }

  /** The lease may have ended while it waited. */
  #confirm(contender: Contender): void {
    this.#services.kv.range(RangeRequest.create({ key: contender.key }), (answer) => {
      if (answer instanceof Refusal) this.#fail(answer);
      else if (answer.kvs[0]?.createRevision === contender.revision) this.#win({ ...contender, won: answer.header });
      else this.#fail(new Refusal(this.#candidate.lost));
    });
  }

  #win(winner: Winner): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#reply(winner);
  }

  #fail(refusal: Refusal): void {
    if (this.#hasEnded) return;
    this.giveUp();
    this.#reply(refusal);
  }

  #withdraw(claim: Claim): void {
    withdraw(this.#services, claim, this.#caller, () => undefined);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
