import { AssertionError, type Entry, type ReplicaId, type Snapshot } from "@keyval/raft";
import type { EntryRange, GroupId, GroupWrite, Log } from "@keyval/storage";
import { causeOf } from "./cause-of.js";
import type { Clock, Timer } from "./clock.js";
import { ClockWatch } from "./clock-watch.js";
import type { GroupHost } from "./group-host.js";
import { Group, type GroupOptions } from "./group.js";
import { isNews } from "./is-news.js";
import { LOG_IDLE_MS, LONG_TURN_MS } from "./limits.js";
import type { Frame, GroupFrame, Peers } from "./peers.js";
import { Vigil, type VigilHost } from "./vigil.js";

export interface NodeOptions {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly log: Log;
  /** The process can not go on; called once. */
  readonly failed: (reason: Error) => void;
}

/**
 * The loop that joins cores, log, peers and state machines of all groups in a process. Whatever arrives in a turn is
 * handed to the cores at once; at the turn's end each touched group draws its conclusions, and all of them share one
 * batch for the log and one list of frames for each peer, which leave in parallel.
 */
export class Node implements GroupHost, VigilHost {
  readonly #options: NodeOptions;
  readonly #groups = new Map<GroupId, Group>();
  #touched = new Set<Group>();
  #deferred: (() => void)[] = [];
  #frames = new Map<string, Frame[]>();
  /** Members whose frames wait since the last turn. */
  #held: ReadonlySet<string> = new Set<string>();
  #writes: { readonly write: GroupWrite; readonly done: () => void }[] = [];
  #turnEnds = false;
  #stopped = false;
  readonly #clockWatch: ClockWatch;
  readonly #vigil = new Vigil(this);
  #logTimer: Timer | undefined;
  /** Something was appended to the log since it was last asked. */
  #hasAppended = false;

  constructor(options: NodeOptions) {
    this.#options = options;
    this.#clockWatch = new ClockWatch(options.clock);
    this.#watchLog();
  }

  get groups(): ReadonlyMap<GroupId, Group> {
    return this.#groups;
  }

  /** A group that the log does not know yet begins there with the configuration that it starts from. */
  addGroup(options: GroupOptions, isNew: boolean): Group {
    if (this.#stopped || this.#groups.has(options.id))
      throw new AssertionError("a group is added once, to a live node");
    const group = new Group(this, options);
    this.#groups.set(options.id, group);
    const { hardState, snapshot } = options.restored;
    if (isNew) this.#write(group, { hardState, snapshot }, () => undefined);
    return group;
  }

  /** Frames of a member whose introduction was accepted. */
  receive(member: string, frames: readonly Frame[]): void {
    if (this.#stopped) return;
    for (const frame of frames) {
      if (frame.kind === "alive") this.#vigil.heard(member);
      else this.#groups.get(frame.group)?.onFrame(member, frame);
    }
  }

  /** A member's process is connected, for the first time or again. */
  peerConnected(member: string): void {
    this.#tellOfPeer(member, "peerConnected");
  }

  /** The connection to a member broke: its process may be gone. */
  peerLost(member: string): void {
    this.#tellOfPeer(member, "peerLost");
  }

  /** Ends everything; whoever waits is answered at the turn's end. The log is the owner's to close. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#logTimer?.cancel();
    this.#vigil.stop();
    for (const group of this.#groups.values()) group.stop();
  }

  // --- What groups ask for.

  /**
   * The leases that were promised to a machine before it was suspended have ended meanwhile for everybody else, so its
   * groups must know before any input is handed in, or judged, with this time.
   */
  now(): number {
    const { clock } = this.#options;
    if (!this.#stopped && this.#clockWatch.hasJumped()) {
      for (const group of this.#groups.values()) group.step({ kind: "clockJumped", now: clock.now() });
    }
    return clock.now();
  }

  after(milliseconds: number, run: () => void): Timer {
    return this.#options.clock.after(milliseconds, () => {
      if (!this.#stopped) this.#guarded(run);
    });
  }

  touched(group: Group): void {
    if (this.#stopped) return;
    this.#touched.add(group);
    this.#endTurn();
  }

  defer(run: () => void): void {
    this.#deferred.push(run);
    this.#endTurn();
  }

  send(to: ReplicaId, group: Group, frame: GroupFrame): void {
    const member = group.memberOf(to);
    if (member !== undefined) this.#sendTo(member, frame);
  }

  greet(member: string): void {
    this.#sendTo(member, { kind: "alive" });
  }

  #sendTo(member: string, frame: Frame): void {
    const frames = this.#frames.get(member);
    if (frames === undefined) this.#frames.set(member, [frame]);
    else frames.push(frame);
    this.#endTurn();
  }

  readLog(range: EntryRange, done: (entries: readonly Entry[]) => void): void {
    this.#options.log.read(range, ({ error, value }) => {
      if (this.#stopped) return;
      if (error !== undefined) this.fail(error);
      else {
        this.#guarded(() => {
          done(value);
        });
      }
    });
  }

  mark(group: Group, snapshot: Snapshot, done: () => void): void {
    this.#write(group, { mark: snapshot }, done);
    this.#endTurn();
  }

  release(group: Group, index: number): void {
    this.#options.log.release(group.id, index);
  }

  fail(reason: unknown): void {
    if (this.#stopped) return;
    this.stop();
    this.#options.failed(causeOf(reason instanceof Error ? reason : new Error(String(reason))));
  }

  // --- Its own doing.

  /** A bug anywhere inside stops the node before it lies. */
  #guarded(run: () => void): void {
    try {
      run();
    } catch (bug) {
      this.fail(bug);
    }
  }

  #tellOfPeer(member: string, kind: "peerConnected" | "peerLost"): void {
    if (this.#stopped) return;
    for (const group of this.#groups.values()) {
      for (const replica of group.replicasOf(member)) group.step({ kind, now: this.now(), replica });
    }
  }

  #endTurn(): void {
    if (this.#turnEnds) return;
    this.#turnEnds = true;
    this.#options.clock.endOfTurn(this.#turnHasEnded);
  }

  readonly #turnHasEnded = (): void => {
    this.#finishTurn();
    this.#turnEnds = false;
    const { size } = this.#frames;
    if (size + this.#touched.size + this.#deferred.length + this.#writes.length > 0) this.#endTurn();
  };

  /**
   * Whoever was deferred is called even if everything else has ended: nobody waits for ever. Peers and the disk have their
   * work before this member turns to its own, so that all of them are at it together.
   */
  #finishTurn(): void {
    const began = this.#options.clock.now();
    const deferred = this.#deferred;
    this.#deferred = [];
    for (const run of deferred) this.#guarded(run);
    const touched = this.#touched;
    this.#touched = new Set();
    this.#guarded(() => {
      for (const group of touched) this.#conclude(group);
    });
    // Nothing leaves a node that failed half way through a turn.
    if (this.#stopped) return;
    this.#sendFrames();
    this.#appendBatch();
    this.#guarded(() => {
      for (const group of touched) this.#proceed(group);
    });
    if (this.#options.clock.now() - began >= LONG_TURN_MS) this.#wasBusy(began);
  }

  /** Others may have spoken meanwhile, and that they were not heard is no silence of theirs. */
  #wasBusy(since: number): void {
    const now = this.now();
    for (const group of this.#groups.values()) {
      group.counts.busyMs += now - since;
      group.step({ kind: "wasBusy", now, since });
    }
  }

  #conclude(group: Group): void {
    const persist = group.conclude();
    if (persist === undefined) return;
    this.#write(group, persist, () => {
      group.persisted(persist.ticket);
    });
  }

  #proceed(group: Group): void {
    group.proceed();
    if (group.isAsleep) this.#vigil.begin();
  }

  #write(group: Group, parts: Partial<GroupWrite>, done: () => void): void {
    const { hardState, snapshot, mark, entries = [] } = parts;
    this.#writes.push({ write: { group: group.id, replica: group.replica, hardState, snapshot, mark, entries }, done });
  }

  /**
   * News of what is committed waits for one more turn if it is all there is to say: as often as not there are entries by then
   * that it can go with, and it wakes nobody by itself.
   */
  #sendFrames(): void {
    const byMember = this.#frames;
    const alreadyHeld = this.#held;
    this.#frames = new Map();
    const held = new Set<string>();
    this.#held = held;
    for (const [member, frames] of byMember) {
      if (!alreadyHeld.has(member) && frames.every(isNews)) {
        held.add(member);
        this.#frames.set(member, frames);
      } else if (!this.#options.peers.send(member, frames)) this.#undelivered(frames);
    }
  }

  /** Only of lost appends does a core want to know at once; for all else it has its timers. */
  #undelivered(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (frame.kind !== "raft" || frame.message.kind !== "append") continue;
      const now = this.now();
      this.#groups.get(frame.group)?.step({ kind: "undelivered", now, replica: frame.message.to });
    }
  }

  /** One write and one sync for all groups; what comes in the meantime goes with the next. */
  #appendBatch(): void {
    if (this.#writes.length === 0) return;
    const writes = this.#writes;
    this.#writes = [];
    this.#hasAppended = true;
    const batch = writes.map(({ write }) => write);
    this.#options.log.append(batch, ({ error }) => {
      if (this.#stopped) return;
      if (error !== undefined) {
        this.fail(error);
        return;
      }
      this.#guarded(() => {
        for (const { done } of writes) done();
      });
    });
  }

  /** The log vouches for its last batch, and looks for space, when it has nothing else to do. */
  #watchLog(): void {
    this.#logTimer = this.after(LOG_IDLE_MS, () => {
      if (!this.#hasAppended) this.#options.log.idle();
      this.#hasAppended = false;
      this.#watchLog();
    });
  }
}
