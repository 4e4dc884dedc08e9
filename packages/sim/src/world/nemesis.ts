import type { Change } from "@keyval/raft";
import type { DiskOperation } from "@keyval/storage";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import { pickByWeight, type Knobs, type TroubleKind } from "./knobs.js";
import type { Network } from "./network.js";
import type { Process } from "./process.js";
import type { MemberOperator } from "./workload.js";

/** What the nemesis may touch. */
export interface NemesisWorld {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly knobs: Knobs;
  readonly network: Network;
  /** Members of the group, running or not. */
  processes(): readonly Process[];
  /** A member that was never there before, with an empty disk. */
  createMember(): Process;
  readonly book: Book;
  /** Who exchanges members; the nemesis does it itself, in the consensus alone, where there is nobody. */
  readonly memberOperator: MemberOperator | undefined;
  /** This member's disk was lost: sooner or later somebody sees to it. */
  diskLost(process: Process): void;
  noted(what: string): void;
}

/** Says what damage there may be. */
export interface Book {
  mayLose(process: Process): boolean;
  mayRot(process: Process): boolean;
  enter(process: Process): void;
}

const FAILING: readonly DiskOperation[] = [
  "open",
  "read",
  "write",
  "allocate",
  "sync",
  "syncDirectory",
  "rename",
  "truncate",
];

/** One trouble as it came. */
export interface Strike {
  /** Counts all occasions, those that were let pass too. */
  readonly index: number;
  readonly time: number;
  readonly kind: TroubleKind;
  readonly victim: string;
}

/** Brings one trouble after the other, each for a while, until it is told to stop; then everything is put right. */
export class Nemesis {
  readonly #world: NemesisWorld;
  /** Decides when, and gives each strike chances of its own, so that one that is let pass changes no other. */
  readonly #calendar: SeededRandom;
  readonly #only: ReadonlySet<number> | undefined;
  #random: SeededRandom;
  #occasions = 0;
  #isStopped = false;
  /** How often each kind of trouble came. */
  readonly counts = new Map<TroubleKind, number>();
  readonly strikes: Strike[] = [];

  /** Of all strikes only those with these indexes are carried out; all of them if undefined. */
  constructor(world: NemesisWorld, only?: readonly number[]) {
    this.#world = world;
    this.#calendar = world.random.fork();
    this.#random = this.#calendar;
    this.#only = only === undefined ? undefined : new Set(only);
  }

  start(): void {
    const { troubleMicroseconds } = this.#world.knobs;
    this.#world.scheduler.after(1 + this.#calendar.below(2 * troubleMicroseconds), () => {
      if (this.#isStopped) return;
      this.#strike();
      this.start();
    });
  }

  /** From now on only repairs. */
  stop(): void {
    this.#isStopped = true;
    this.#world.network.healAll();
    for (const process of this.#world.processes()) {
      process.slowness = 0;
      process.disk.faults = process.usualFaults;
      process.disk.forgetFailures();
      process.resume(false);
      process.start();
    }
  }

  #strike(): void {
    const index = this.#occasions++;
    this.#random = this.#calendar.fork();
    const processes = this.#world.processes();
    if (processes.length === 0 || this.#only?.has(index) === false) return;
    const kind = pickByWeight(this.#world.knobs.troubles, this.#random);
    const victim = this.#random.pick(processes);
    if (!this.#bring(kind, victim)) return;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    this.strikes.push({ index, time: this.#world.scheduler.now, kind, victim: victim.member });
    this.#world.noted(`${kind} ${victim.member} (strike ${index})`);
  }

  /** Whether there was an occasion for it. */
  #bring(kind: TroubleKind, victim: Process): boolean {
    switch (kind) {
      case "crash":
      case "powerLoss":
        return this.#crash(victim, kind === "powerLoss");
      case "pause":
      case "suspend":
        return this.#pause(victim, kind === "suspend");
      case "slow":
        return this.#slow(victim);
      case "partition":
        return this.#partition();
      case "oneWayCut":
        return this.#cutOneWay(victim);
      case "isolate":
        return this.#isolate();
      case "breakConnection":
        this.#world.network.breakConnection(victim.member, this.#random.pick(this.#world.processes()).member);
        return true;
      case "wallJump":
        victim.wallJumped(this.#random.below(20_000) - 10_000);
        return true;
      case "transfer":
        return this.#transfer();
      case "replaceMember":
        return this.#replaceMember(victim);
      case "slowDisk":
        return this.#slowDisk(victim);
      case "fullDisk":
        return this.#fillDisk(victim);
      case "diskError":
        return this.#failDisk(victim);
      case "rot":
        return this.#rot(victim);
      case "loseDisk":
        return this.#loseDisk(victim);
    }
  }

  #crash(victim: Process, isSilent: boolean): boolean {
    if (!victim.isRunning) return false;
    victim.crash(isSilent);
    this.#later(() => {
      victim.start();
    }, this.#world.knobs.restartMicroseconds);
    return true;
  }

  #pause(victim: Process, isSuspended: boolean): boolean {
    if (!victim.isRunning || victim.isPaused) return false;
    victim.pause();
    this.#later(() => {
      victim.resume(isSuspended);
    });
    return true;
  }

  #slow(victim: Process): boolean {
    victim.slowness = this.#random.between(100, 2_000);
    this.#later(() => {
      victim.slowness = 0;
    });
    return true;
  }

  /** Some members on one side, the others on the other; sometimes one is on both. */
  #partition(): boolean {
    const members = this.#world.processes().map(({ member }) => member);
    const bridge = this.#random.chance(1, 4) ? this.#random.pick(members) : undefined;
    const [left, right]: [string[], string[]] = [[], []];
    for (const member of members) (this.#random.chance(1, 2) ? left : right).push(member);
    for (const a of left) {
      for (const b of right) if (a !== bridge && b !== bridge) this.#cutForAWhile(a, b, true);
    }
    return left.length > 0 && right.length > 0;
  }

  #cutOneWay(victim: Process): boolean {
    const others = this.#world.processes().filter((process) => process !== victim);
    if (others.length === 0) return false;
    this.#cutForAWhile(victim.member, this.#random.pick(others).member, false);
    return true;
  }

  /** The others hear at once that they lost the leader, while it does not hear of them any more. */
  #isolate(): boolean {
    const { network } = this.#world;
    const leader = this.#world.processes().find(({ view }) => view?.role === "leader");
    if (leader === undefined) return false;
    for (const { member } of this.#world.processes()) {
      if (member === leader.member) continue;
      network.breakConnection(leader.member, member);
      this.#cutForAWhile(leader.member, member, true);
    }
    return true;
  }

  #cutForAWhile(a: string, b: string, isBothWays: boolean): void {
    const { network } = this.#world;
    network.cut(a, b);
    if (isBothWays) network.cut(b, a);
    this.#later(() => {
      network.heal(a, b);
      if (isBothWays) network.heal(b, a);
    });
  }

  #transfer(): boolean {
    const to = this.#random.pick(this.#world.processes()).replica;
    return this.#askLeader((leader) => {
      leader.group?.transfer(to);
    });
  }

  /** A new member comes as a learner, and is promoted as an old one goes: at once, jointly, or one after the other. */
  #replaceMember(victim: Process): boolean {
    const { memberOperator } = this.#world;
    if (memberOperator !== undefined) return memberOperator.exchange(victim);
    const asked = this.#world.processes().some((process) => process.group?.status.role === "leader");
    if (!asked) return false;
    const created = this.#world.createMember();
    created.start();
    const promote: Change = { kind: "promote", id: created.replica };
    const remove: Change = { kind: "remove", id: victim.replica };
    const steps = this.#random.chance(1, 2) ? [[promote, remove]] : [[promote], [remove]];
    const goOn = (): void => {
      const step = steps.shift();
      if (step === undefined) return;
      this.#askLeader(({ group }) => {
        // Without the new member, those who stay could be too few.
        const isPromoted = group?.configuration.voters.includes(created.replica) === true;
        if (step.includes(promote) || isPromoted) group?.reconfigure(step);
      });
      this.#later(goOn);
    };
    this.#later(() => {
      this.#reconfigure([{ kind: "addLearner", host: created.host }]);
      this.#later(goOn);
    });
    return true;
  }

  #slowDisk(victim: Process): boolean {
    const slow = { least: 2_000, spread: 20_000, slowPerMille: 50, slowMost: 300_000 };
    victim.disk.faults = { ...victim.disk.faults, reading: slow, writing: slow, syncing: slow };
    this.#later(() => {
      const { reading, writing, syncing } = victim.usualFaults;
      victim.disk.faults = { ...victim.disk.faults, reading, writing, syncing };
    });
    return true;
  }

  /** Others need the space: little is left but what files have. */
  #fillDisk(victim: Process): boolean {
    victim.disk.faults = { ...victim.disk.faults, capacity: victim.disk.usedBytes + this.#random.below(8_192) };
    this.#later(() => {
      victim.disk.faults = { ...victim.disk.faults, capacity: victim.usualFaults.capacity };
    });
    return true;
  }

  #failDisk(victim: Process): boolean {
    if (!victim.isRunning) return false;
    victim.disk.failNext({ operation: this.#random.pick(FAILING), code: "EIO" });
    return true;
  }

  /** While the machine is down, a part of what was durable goes bad. */
  #rot(victim: Process): boolean {
    if (!victim.isRunning || !this.#world.book.mayRot(victim)) return false;
    victim.crash(true);
    const files = victim.disk.durableFiles().filter(({ extents }) => extents.length > 0);
    if (files.length > 0) {
      const { path, extents } = this.#random.pick(files);
      const { position, length } = this.#random.pick(extents);
      const from = position + this.#random.below(length);
      victim.disk.rot(path, from, 1 + this.#random.below(2_000));
      this.#world.book.enter(victim);
    }
    this.#later(() => {
      victim.start();
    });
    return true;
  }

  /** The member comes back with nothing, and must be refused under its old name. */
  #loseDisk(victim: Process): boolean {
    if (!victim.isRunning || !this.#world.book.mayLose(victim)) return false;
    victim.loseDisk();
    this.#world.book.enter(victim);
    this.#world.diskLost(victim);
    this.#later(() => {
      victim.start();
    });
    return true;
  }

  #reconfigure(changes: readonly Change[]): void {
    this.#askLeader((leader) => {
      leader.group?.reconfigure(changes);
    });
  }

  #askLeader(ask: (leader: Process) => void): boolean {
    const leader = this.#world.processes().find((process) => process.group?.status.role === "leader");
    return (
      leader?.request(() => {
        ask(leader);
      }) ?? false
    );
  }

  #later(run: () => void, most = this.#world.knobs.troubleLastsMicroseconds): void {
    this.#world.scheduler.after(1 + this.#random.below(most), () => {
      if (!this.#isStopped) run();
    });
  }
}
