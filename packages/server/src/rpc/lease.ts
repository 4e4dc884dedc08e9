import { CommandKind, LeaseGrantCommand, type Id } from "@keyval/api";
import type { LeaseGrantRequest, LeaseGrantResponse, LeaseKeepAliveResponse, LeaseLeasesResponse } from "@keyval/api";
import type {
  LeaseRevokeRequest,
  LeaseRevokeResponse,
  LeaseTimeToLiveRequest,
  LeaseTimeToLiveResponse,
} from "@keyval/api";
import { Refusal, Slices } from "@keyval/statemachine";
import type { LeaseDesk } from "../node/index.js";
import { confirmed } from "./confirmed.js";
import type { LeaseRenewals } from "./lease-renewals.js";
import { LISTED_PER_STEP } from "./limits.js";
import type { Caller, Reply } from "./reply.js";
import type { Served } from "./served.js";
import { runSteps, type Steps } from "./steps.js";
import { submit } from "./submit.js";

export interface LeaseOptions {
  readonly served: Served;
  readonly desk: Pick<LeaseDesk, "secondsLeft">;
  readonly renewals: Pick<LeaseRenewals, "renew">;
  /** A positive id by chance. */
  readonly freshId: () => Id;
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
}

const NO_LEASE_TTL = -1;

/** The service Lease. */
export class LeaseHandlers {
  readonly #options: LeaseOptions;
  readonly #slices: Slices;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#slices = new Slices(options.later);
  }

  grant({ ID, TTL }: LeaseGrantRequest, caller: Caller, reply: Reply<LeaseGrantResponse>): void {
    const { served, freshId } = this.#options;
    const id = ID === 0 ? freshId() : ID;
    const body = LeaseGrantCommand.encode({ ID: id, TTL });
    submit<LeaseGrantResponse>(served, CommandKind.leaseGrant, body, caller, (answer) => {
      // Somebody else has the id that was chosen: any other will do, but a session would say the same of each.
      if (ID === 0 && caller.command === undefined && answer instanceof Refusal && answer.error === "leaseExists") {
        this.grant({ ID, TTL }, caller, reply);
      } else reply(answer);
    });
  }

  revoke(_: LeaseRevokeRequest, body: Uint8Array, caller: Caller, reply: Reply<LeaseRevokeResponse>): void {
    submit(this.#options.served, CommandKind.leaseRevoke, body, caller, reply);
  }

  /** Answered once the renewal is committed; a lease that is not there is no error, but has no time left. */
  keepAlive(id: Id, reply: Reply<LeaseKeepAliveResponse>): void {
    const { served, renewals } = this.#options;
    renewals.renew(id, (renewed) => {
      reply(typeof renewed === "number" ? { header: served.header(), ID: id, TTL: renewed } : new Refusal(renewed));
    });
  }

  timeToLive({ ID, keys }: LeaseTimeToLiveRequest, reply: Reply<LeaseTimeToLiveResponse>): void {
    const { served, desk } = this.#options;
    confirmed(served, reply, () => {
      const { leases } = served.machine().tables;
      const TTL = desk.secondsLeft(ID) ?? NO_LEASE_TTL;
      const grantedTTL = leases.get(ID)?.ttl ?? 0;
      const header = served.header();
      this.#list(keys ? leases.eachKeyOf(ID) : [], (listed) => {
        reply({ header, ID, TTL, grantedTTL, keys: listed });
      });
    });
  }

  leases(reply: Reply<LeaseLeasesResponse>): void {
    const { served } = this.#options;
    confirmed(served, reply, () => {
      const header = served.header();
      this.#list(idsOf(served.machine().tables.leases.ids()), (leases) => {
        reply({ header, leases });
      });
    });
  }

  #list<T>(each: Iterable<T>, done: (all: readonly T[]) => void): void {
    runSteps(listed(each), this.#slices, () => false, done);
  }
}

function* idsOf(ids: Iterable<Id>): Generator<{ readonly ID: Id }, void> {
  for (const ID of ids) yield { ID };
}

function* listed<T>(each: Iterable<T>): Steps<readonly T[]> {
  const all: T[] = [];
  for (const one of each) {
    all.push(one);
    if (all.length % LISTED_PER_STEP === 0) yield;
  }
  return all;
}
