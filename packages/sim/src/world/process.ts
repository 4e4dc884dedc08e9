import { type Host, NOBODY, type ReplicaId, type Restored, type Status } from "@keyval/raft";
import { incarnationOf, Introductions, LogSpace, Node } from "@keyval/server/node";
import type { Frame, Group, GroupOptions, Hello, IntroductionRefusal } from "@keyval/server/node";
import type { Outsider, Peers, StateMachine } from "@keyval/server/node";
import { createCrc32, type Disk, DiskError, type Log } from "@keyval/storage";
import type { DiskFaults } from "../disk/disk-faults.js";
import type { SimDisk } from "../disk/sim-disk.js";
import type { SeededRandom } from "../random.js";
import type { Scheduler } from "../scheduler.js";
import { gatedDisk } from "./gated-disk.js";
import type { Identity } from "./identity.js";
import { LogMirror } from "./log-mirror.js";
import type { Endpoint, Network } from "./network.js";
import { LOG_DIRECTORY, type Opened, Opening } from "./opening.js";
import { ProcessClock, type ClockFaults, type Gate, type Way } from "./process-clock.js";
import type { ProcessOptions, ProcessWitness, ProcessWorld } from "./process-world.js";
import type { JoiningHost, Question, Resident, ResidentHost } from "./resident.js";
import { standAlike } from "./stand-alike.js";

const WAYS: readonly Way[] = ["timer", "request", "frame", "other"];

/** What arrived while a process was paused. */
interface Waiting {
  readonly way: Way;
  readonly run: () => void;
}

/** Another machine sends again within this time what was not received. */
const RESENT_MOST = 300_000;

/** What runs in one life of a process. */
interface Life {
  readonly clock: ProcessClock;
  readonly identity: Identity;
  readonly introductions: Introductions;
  readonly log: Log;
  readonly node: Node;
  readonly group: Group;
  readonly resident: Resident;
}

/** A member's process: started, crashed, paused, slowed and started again, on a disk that stays. */
export class Process implements Endpoint {
  readonly options: ProcessOptions;
  readonly disk: SimDisk;
  /** How its disk behaves when nothing is wrong with it. */
  readonly usualFaults: DiskFaults;
  /** What is durable in its log. */
  readonly mirror = new LogMirror();
  /** How its replica stands, as of the last thing that happened to it; undefined while it does not run. */
  view: Status | undefined;
  /** Counts deliveries of frames. */
  deliveries = 0;
  readonly #scheduler: Scheduler;
  readonly #network: Network;
  readonly #random: SeededRandom;
  readonly #witness: ProcessWitness;
  readonly #crc32 = createCrc32();
  clockFaults: ClockFaults;
  /** Each thing that it does takes so long. */
  slowness = 0;
  /** Counts lives; what was meant for an earlier one never happens. */
  #lifeNumber = 0;
  #replica: ReplicaId;
  #isRunning = false;
  #isRetired = false;
  #life: Life | undefined;
  #peers: Peers | undefined;
  #pausedAt: number | undefined;
  #backlog: Waiting[] = [];
  #busyUntil = 0;

  constructor(world: ProcessWorld, options: ProcessOptions, disk: SimDisk, clockFaults: ClockFaults) {
    this.options = options;
    this.#replica = options.replica ?? NOBODY;
    this.disk = disk;
    this.usualFaults = disk.faults;
    this.clockFaults = clockFaults;
    this.#scheduler = world.scheduler;
    this.#network = world.network;
    this.#random = world.random;
    this.#witness = world.witness;
  }

  get member(): string {
    return this.options.member;
  }

  /** `NOBODY` until the others have agreed on it. */
  get replica(): ReplicaId {
    return this.#replica;
  }

  /** Undefined until it has recovered, and while it does not run. */
  get group(): Group | undefined {
    return this.#life?.group;
  }

  get machine(): StateMachine | undefined {
    return this.#life?.resident.machine;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Nobody starts it again. */
  get isRetired(): boolean {
    return this.#isRetired;
  }

  /** What the members' list and the consensus say differently, as far as it knows. */
  get unsettled(): string | undefined {
    return this.#life?.resident.unsettled;
  }

  get isPaused(): boolean {
    return this.#pausedAt !== undefined;
  }

  get hello(): Hello {
    const { cluster, member } = this.options;
    return { cluster, member, incarnation: this.#life?.identity.incarnation ?? "" };
  }

  /** How it is named in a configuration. */
  get host(): Host {
    return { id: this.replica, member: this.member, incarnation: this.hello.incarnation };
  }

  /** Whether it has durably learned which incarnation of a member is the right one. */
  knows(member: string): boolean {
    return this.#life?.identity.known.has(member) ?? false;
  }

  // --- What happens to it.

  start(): void {
    if (this.#isRunning || this.#isRetired) return;
    this.#isRunning = true;
    this.#lifeNumber += 1;
    this.#busyUntil = 0;
    const lifeNumber = this.#lifeNumber;
    const gate: Gate = (run, way) => {
      this.#enter(lifeNumber, run, way);
    };
    const clock = new ProcessClock(this.#scheduler, this.#random.fork(), this.clockFaults, gate);
    clock.endOfTurn(() => {
      this.#open(clock, gatedDisk(this.disk, gate));
    });
  }

  /**
   * Its member was removed: nobody starts it again. Started with an empty disk, two such members of the first
   * configuration could take each other for a new cluster, as any static bootstrap can.
   */
  retire(): void {
    this.#isRetired = true;
    this.crash(false);
  }

  /** It is gone from one moment to the next. With its machine, its connections fall silent instead of being closed. */
  crash(isSilent: boolean): void {
    if (!this.#isRunning) return;
    this.#end();
    this.#network.detach(this.member, isSilent);
    if (isSilent) this.disk.crash();
    else this.disk.processCrash();
  }

  /** Its machine comes back with an empty disk. */
  loseDisk(): void {
    this.crash(true);
    this.disk.wipe();
    this.mirror.lost();
  }

  /** As SIGSTOP does, or a long collection of garbage: the clocks go on. */
  pause(): void {
    if (this.#isRunning) this.#pausedAt ??= this.#scheduler.now;
  }

  /** Goes on with everything that has arrived meanwhile. If the machine was suspended, its monotonic clock stood still. */
  resume(wasSuspended: boolean): void {
    if (this.#pausedAt === undefined) return;
    if (wasSuspended) this.#life?.clock.suspendedFor(this.#scheduler.now - this.#pausedAt);
    this.#pausedAt = undefined;
    const backlog = this.#backlog;
    this.#backlog = [];
    // What a suspended machine could not receive is sent once more, some time later.
    const resent = wasSuspended ? this.#random.below(RESENT_MOST) : 0;
    // The event loop looks at one source after the other, beginning anywhere.
    const ways = [...WAYS];
    while (ways.length > 0) {
      const [way] = ways.splice(this.#random.below(ways.length), 1);
      const delay = way === "frame" ? resent : 0;
      for (const waiting of backlog) if (waiting.way === way) this.#scheduler.after(delay, waiting.run);
    }
  }

  wallJumped(milliseconds: number): void {
    this.#life?.clock.wallJumped(milliseconds);
  }

  /** A client's request, or an operator's: runs inside the process, if there is one that has recovered. */
  request(run: (group: Group, resident: Resident) => void): boolean {
    const life = this.#life;
    if (life === undefined) return false;
    this.#enter(
      this.#lifeNumber,
      () => {
        run(life.group, life.resident);
      },
      "request",
    );
    return true;
  }

  // --- What the network asks of it.

  admit(hello: Hello, done: (refusal: IntroductionRefusal | undefined) => void): void {
    this.#inside((life) => {
      life.introductions.admit(hello, (refusal) => {
        if (refusal !== undefined) this.#witness.noted(this, `refused ${hello.member}: ${refusal}`);
        done(refusal);
      });
    });
  }

  receive(member: string, frames: readonly Frame[]): void {
    this.#inside((life) => {
      this.deliveries += 1;
      this.#witness.received(frames);
      life.node.receive(member, frames);
    }, "frame");
  }

  peerConnected(member: string): void {
    this.#inside((life) => {
      life.node.peerConnected(member);
    });
  }

  peerLost(member: string): void {
    this.#inside((life) => {
      life.node.peerLost(member);
    });
  }

  expelled(): void {
    this.#inside(this.#leave);
  }

  asked(question: Question, answer: (answer: unknown) => void): void {
    this.#inside(({ resident }) => {
      resident.asked?.(question, answer);
    }, "request");
  }

  #inside(run: (life: Life) => void, way: Way = "other"): void {
    const life = this.#life;
    if (life === undefined) return;
    this.#enter(
      this.#lifeNumber,
      () => {
        run(life);
      },
      way,
    );
  }

  #enter(lifeNumber: number, run: () => void, way: Way): void {
    if (lifeNumber !== this.#lifeNumber || !this.#isRunning) return;
    if (this.#pausedAt !== undefined) {
      this.#backlog.push({
        way,
        run: () => {
          this.#enter(lifeNumber, run, way);
        },
      });
    } else if (this.#busyUntil > this.#scheduler.now) {
      this.#scheduler.after(this.#busyUntil - this.#scheduler.now, () => {
        this.#enter(lifeNumber, run, way);
      });
    } else {
      this.#busyUntil = this.#scheduler.now + this.slowness;
      this.#run(run);
    }
  }

  #run(run: () => void): void {
    try {
      run();
    } catch (thrown) {
      this.#fail(thrown instanceof Error ? thrown : new Error(String(thrown)));
      return;
    }
    const view = this.#life?.group.status;
    if (view === this.view) return;
    const before = this.view;
    this.view = view;
    if (before === undefined || view === undefined || !standAlike(before, view)) this.#witness.stepped(this);
  }

  // --- Its own doing.

  #open(clock: ProcessClock, disk: Disk): void {
    const failed = (reason: Error): void => {
      this.#fail(reason);
    };
    const space = new LogSpace({ clock, group: () => this.#life?.group });
    const opening = new Opening({
      ...{ process: this.options, disk, crc32: this.#crc32, random: this.#random, failed },
      defer: (run) => {
        clock.endOfTurn(run);
      },
      spaceChanged: (hasSpace) => {
        this.#witness.noted(this, hasSpace ? "has space again" : "has no space left");
        space.changed(hasSpace);
      },
      findReplica: (identity, found) => {
        this.options.findReplica(this.#joiningHost(clock, identity), found);
      },
      residentHost: (identity) => this.#residentHost(clock, disk, identity),
    });
    opening.start((opened) => {
      this.#live(clock, opened);
    });
  }

  #joiningHost(clock: ProcessClock, { incarnation }: Identity): JoiningHost {
    const { member } = this;
    const lifeNumber = this.#lifeNumber;
    return {
      ...{ member, clock, incarnation, leave: this.#leave },
      failed: (reason) => {
        this.#fail(reason);
      },
      others: () => this.#network.others(member),
      ask: (other, question, answered) => {
        this.#network.askOnce(member, other, question, this.#inLife(lifeNumber, answered));
      },
    };
  }

  #residentHost(clock: ProcessClock, disk: Disk, { incarnation }: Identity): ResidentHost {
    const { member, group, engineFileBytes, tidyEvery, pieceBytesMost } = this.options;
    const random = this.#random.fork();
    const lifeNumber = this.#lifeNumber;
    return {
      ...{ member, group, engineFileBytes, tidyEvery, pieceBytesMost },
      ...{ clock, disk, crc32: this.#crc32, random, life: lifeNumber, incarnation },
      reached: this.#reached,
      happened: (what) => {
        this.#witness.happened(what);
      },
      failed: (reason) => {
        this.#fail(reason);
      },
      ask: (other, question, answered) => this.#network.ask(this, other, question, this.#inLife(lifeNumber, answered)),
      callers: () => this.#network.callers(member),
      expel: (other) => {
        this.#network.breakConnection(other, member);
      },
      leave: this.#leave,
    };
  }

  #live(clock: ProcessClock, { identity, recovered, replica, found, begun, resident }: Opened): void {
    const { log, tailCut } = recovered;
    const { machine, audit } = resident;
    const { member, cluster, group: id, configOf, snapshotEvery } = this.options;
    this.#replica = replica;
    const own = { cluster, member, incarnation: identity.incarnation };
    const failed = (reason: Error): void => {
      if (resident.leavesOver?.(reason) === true) this.#leave();
      else this.#fail(reason);
    };
    const peers = {
      send: (to: string, frames: readonly Frame[]): boolean => {
        this.#witness.sent(this, frames);
        return this.#peers?.send(to, frames) ?? false;
      },
    };
    if (machine.applied > begun.log.last) {
      this.#fail(new DiskError("EIO", "open", LOG_DIRECTORY, "the log ends before the snapshot of the state machine"));
      return;
    }
    if (found !== undefined) this.mirror.found(found);
    const node = new Node({ clock, peers, log: this.mirror.before(log), failed });
    const restored: Restored = { ...begun, applied: machine.applied, tailCut };
    const random = this.#random.fork();
    const options = {
      id,
      config: configOf(replica),
      restored,
      machine,
      random,
      snapshotEvery,
      ...(audit && { audit }),
    };
    const group = node.addGroup({ ...options, ...this.#holdingBack(clock) }, found === undefined);
    const configured = (other: string): string | undefined =>
      incarnationOf(group.status.configuration, other) ?? resident.incarnationOf?.(other);
    const defer = (run: () => void): void => {
      node.defer(run);
    };
    const outsider = (other: string): Outsider | undefined => resident.outsider?.(other);
    const introductions = new Introductions(own, identity, configured, defer, outsider);
    this.#life = { clock, identity, introductions, log, node, group, resident };
    if (tailCut) this.#witness.noted(this, "lost the tail of its log");
    this.#peers = this.#network.attach(this);
    resident.joined?.(group);
  }

  /** Each time for as long as chance has it. */
  #holdingBack(clock: ProcessClock): Pick<GroupOptions, "holdBack"> {
    const most = this.options.applyDelayMicroseconds;
    if (most === 0) return {};
    const random = this.#random.fork();
    return { holdBack: (_, apply) => void clock.after(random.below(most) / 1000, apply) };
  }

  readonly #reached = (applied: number, digest: number): void => {
    this.#witness.reached(this.member, applied, digest);
  };

  /** The answer comes to the life that asked, or to nobody. */
  #inLife(lifeNumber: number, answered: (answer: unknown) => void): (answer: unknown) => void {
    return (answer) => {
      this.#enter(
        lifeNumber,
        () => {
          answered(answer);
        },
        "other",
      );
    };
  }

  readonly #leave = (): void => {
    this.#witness.noted(this, "leaves, since it was removed");
    this.retire();
  };

  #fail(reason: Error): void {
    if (!this.#isRunning) return;
    this.crash(false);
    this.#witness.ended(this, reason);
  }

  #end(): void {
    this.#isRunning = false;
    this.view = undefined;
    this.#life?.resident.gone?.();
    this.#life = undefined;
    this.#peers = undefined;
    this.#pausedAt = undefined;
    this.#backlog = [];
  }
}
