import { bareHeader, type Id } from "@keyval/api";
import type { Members, StateMachine } from "@keyval/statemachine";
import { DiskError } from "@keyval/storage";
import { causeOf, every, LeaseDesk, Submissions } from "../node/index.js";
import type { Clock, EngineMachine, Forwarder, Group, KeyspaceStore, SubmissionMeter, Timer } from "../node/index.js";
import { hexOfId } from "./hex-id.js";
import { LeaseRenewals } from "./lease-renewals.js";
import { LevelRaiser } from "./level-raiser.js";
import { MembershipKeeper } from "./membership-keeper.js";
import { QuotaGuard } from "./quota-guard.js";
import { SessionReaper } from "./session-reaper.js";

/** How often leases are looked after; a renewal does not wait for it. */
const LEASE_TEND_MS = 50;

/** How soon the next step of a change of members is taken. */
const MEMBERSHIP_TEND_MS = 50;

/** How often is looked for sessions that are over, and they live a minute. */
const SESSIONS_TEND_MS = 500;

/** How soon all may use what the last member to be upgraded has learned. */
const LEVEL_TEND_MS = 500;

/** How soon puts are taken again once there is room. */
const QUOTA_TEND_MS = 500;

/** Space that nobody needs is looked for this often. */
const RECLAIM_EVERY_MS = 5_000;

export interface MemberWorkOptions {
  readonly member: Id;
  readonly group: Group;
  readonly machine: EngineMachine<KeyspaceStore>;
  readonly clock: Clock;
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
  readonly forwarder: Forwarder;
  /** Names this run of the process. */
  readonly run: number;
  /** After so long a command, or a read, is given up. */
  readonly timeoutMs: number;
  readonly meter?: SubmissionMeter;
  readonly quotaBytes: number;
  /** So often idle watchers are told how far the store is. */
  readonly progressNotifyMs: number;
  /** The process can not go on. */
  readonly failed: (reason: Error) => void;
}

/** What a member does for its clients, whatever door they come by: their commands on their way, leases, space. */
export class MemberWork {
  readonly submissions: Submissions;
  readonly desk: LeaseDesk;
  readonly renewals: LeaseRenewals;
  readonly quota: QuotaGuard;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly keeper: MembershipKeeper;
  readonly #options: MemberWorkOptions;
  readonly #reaper: SessionReaper;
  readonly #raiser: LevelRaiser;
  #timers: readonly Timer[] = [];

  constructor(options: MemberWorkOptions) {
    const { group, machine, clock, later, forwarder, run, timeoutMs, meter } = options;
    const { member, quotaBytes } = options;
    const now = (): number => clock.now();
    this.#options = options;
    this.clock = clock;
    this.timeoutMs = timeoutMs;
    this.submissions = new Submissions({
      ...{ group, forwarder, run, timeoutMs, now },
      after: (milliseconds, run) => clock.after(milliseconds, run),
      stamped: (entry) => this.desk.stamped(entry),
      isKnownToAll: (kind) => machine.store.machine.isKnownToAll(kind),
      ...(meter && { meter }),
    });
    this.desk = new LeaseDesk({
      ...{ group, now, later },
      tables: () => machine.store.machine.tables,
      applied: () => machine.applied,
      submit: (kind, body, done) => {
        this.submissions.submitAsLeader(bareHeader(kind), body, done);
      },
    });
    const { submissions, desk } = this;
    this.renewals = new LeaseRenewals({ group, desk, forwarder, now, later, timeoutMs });
    const stateMachine = (): StateMachine => machine.store.machine;
    const members = (): Members => stateMachine().tables.members;
    this.keeper = new MembershipKeeper({ group, members, own: hexOfId(member) });
    this.quota = new QuotaGuard({ submissions, machine: stateMachine, member, quotaBytes });
    this.#reaper = new SessionReaper({ submissions, desk, machine: stateMachine });
    this.#raiser = new LevelRaiser({ group, submissions, members });
  }

  /** Begins with what has to be looked after again and again. */
  start(): void {
    const { clock, machine, progressNotifyMs } = this.#options;
    this.#timers = [
      every(clock, LEASE_TEND_MS, () => {
        this.renewals.tend();
        this.desk.tend();
      }),
      every(clock, MEMBERSHIP_TEND_MS, () => {
        this.keeper.tend();
      }),
      every(clock, SESSIONS_TEND_MS, () => {
        this.#reaper.tend();
      }),
      every(clock, LEVEL_TEND_MS, () => {
        this.#raiser.tend();
      }),
      every(clock, QUOTA_TEND_MS, () => {
        this.quota.tend();
      }),
      every(clock, progressNotifyMs, () => {
        machine.store.hub.notifyProgress();
      }),
      every(clock, RECLAIM_EVERY_MS, () => {
        this.#reclaim();
      }),
    ];
  }

  /** Whoever waits is told. */
  stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.submissions.stop();
    this.renewals.close();
    this.desk.close();
  }

  #reclaim(): void {
    const { machine, failed } = this.#options;
    if (machine.isInstalling) return;
    const { store } = machine;
    store.reclaim(({ error }) => {
      // An engine that another one took the place of has stopped, and that is no failure; nor is want of space, which passes.
      const isOver = store !== machine.store || machine.isInstalling;
      if (error !== undefined && !isOver && !isFull(error)) failed(causeOf(error));
    });
  }
}

function isFull(error: Error): boolean {
  return error instanceof DiskError && error.code === "ENOSPC";
}
