import { CommandKind, decodeEntry, encodeEntry, kindOf, LeaseExpireCommand, LeaseGrantCommand } from "@keyval/api";
import { LeaseRenewCommand, LeaseTimeCommand, SessionRegisterCommand, type Id } from "@keyval/api";
import { LeaseKeeper, type LeaseCommand, type LivingByTime, type RenewalDone } from "@keyval/statemachine";
import type { AppliedCommand } from "./applied-command.js";
import type { Group } from "./group.js";
import type { Submitted, SubmitDone } from "./submission.js";

export interface LeaseDeskOptions {
  readonly group: Group;
  readonly tables: () => LivingByTime;
  /** The index of what was applied last. */
  readonly applied: () => number;
  readonly now: () => number;
  readonly submit: (kind: CommandKind, body: Uint8Array, done: SubmitDone) => void;
  readonly later: (run: () => void) => void;
}

/** Keeps the leases while this member leads, and knows that it does not when it does not. */
export class LeaseDesk {
  readonly #options: LeaseDeskOptions;
  #keeper: { readonly keeper: LeaseKeeper; readonly term: number } | undefined;

  constructor(options: LeaseDeskOptions) {
    this.#options = options;
  }

  /** Undefined where another member leads, or none, or this one has not applied all from before its term. */
  get keeper(): LeaseKeeper | undefined {
    const { group, applied, tables } = this.#options;
    const { isLeader, term } = group;
    if (this.#keeper?.term !== term || !isLeader) this.close();
    if (!isLeader) return undefined;
    if (this.#keeper === undefined && group.termAt(applied()) === term) {
      this.#keeper = { keeper: new LeaseKeeper(tables(), term, this.#now), term };
    }
    return this.#keeper?.keeper;
  }

  /** Renews a lease here: the seconds granted, 0 without such a lease, undefined if this member can not do it. */
  renew(id: Id, done: RenewalDone): void {
    const { keeper } = this;
    if (keeper?.renew(id, done) === true) this.tend();
    else this.#options.later(() => done(undefined));
  }

  /** To be called often: what is due goes into the log. */
  tend(): void {
    const { keeper } = this;
    if (keeper === undefined) return;
    for (const command of keeper.commands(this.#now)) this.#submit(keeper, command);
  }

  /** What lives by lease time carries the one at which it is proposed; undefined if this member can not tell it. */
  stamped(entry: Uint8Array): Uint8Array | undefined {
    const kind = kindOf(entry);
    if (kind !== CommandKind.leaseGrant && kind !== CommandKind.sessionRegister) return entry;
    const { time } = this;
    if (time === undefined) return undefined;
    const { header, body } = decodeEntry(entry);
    const codec = kind === CommandKind.leaseGrant ? LeaseGrantCommand : SessionRegisterCommand;
    return encodeEntry(header, codec.encode({ ...codec.decode(body), time }));
  }

  /** Lease time, if this member can tell it. */
  get time(): number | undefined {
    return this.keeper?.time(this.#now);
  }

  /** Seconds that a lease has left, as far as this member knows. */
  secondsLeft(id: Id): number | undefined {
    const { leases } = this.#options.tables();
    const lease = leases.get(id);
    if (lease === undefined) return undefined;
    const time = this.time ?? leases.time;
    return Math.max(0, Math.ceil((lease.deadline - time) / 1000));
  }

  /** Without the time in which nobody was listened to: renewals came then, and are yet to be read. */
  get #now(): number {
    const { group, now } = this.#options;
    return now() - group.counts.busyMs;
  }

  close(): void {
    this.#keeper?.keeper.close();
    this.#keeper = undefined;
  }

  #submit(keeper: LeaseKeeper, command: LeaseCommand): void {
    const done: SubmitDone = (outcome) => {
      if (command.kind === "leaseRenew") keeper.settledRenewal(command, ttlsOf(outcome));
      else keeper.settled(command);
    };
    const { submit } = this.#options;
    switch (command.kind) {
      case "leaseRenew":
        submit(CommandKind.leaseRenew, LeaseRenewCommand.encode({ IDs: command.ids, time: command.time }), done);
        return;
      case "leaseExpire": {
        const { ids, time, term } = command;
        submit(CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs: ids, time, term }), done);
        return;
      }
      case "leaseTime":
        submit(CommandKind.leaseTime, LeaseTimeCommand.encode({ time: command.time }), done);
        return;
      default:
        command satisfies never;
    }
  }
}

function ttlsOf({ error, result }: Submitted): readonly number[] | undefined {
  if (error !== undefined) return undefined;
  const applied = (result as AppliedCommand).result;
  return "ttls" in applied ? applied.ttls : undefined;
}
