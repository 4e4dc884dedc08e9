import { BARE_HEADER, bodyOf, encodeEntry } from "@keyval/api";
import {
  createConfig,
  entryBytes,
  initialConfiguration,
  neverRan,
  type Config,
  type Entry,
  type Snapshot,
} from "@keyval/raft";
import { DiskError, type EngineDone, type EntryRange, type GroupWrite, type Log, type LogDone } from "@keyval/storage";
import type { Clock, Timer } from "./clock.js";
import type { Group, GroupOptions } from "./group.js";
import { Node } from "./node.js";
import type { Frame, Peers } from "./peers.js";
import type { QuarantineOptions } from "./quarantine.js";
import type { Incoming, Piece, ReadPiece, StateDigest, StateMachine } from "./state-machine.js";

/** Time passes only when the test says so; turns end only in `turn`. */
export class ScriptedClock implements Clock {
  time = 1_000;
  wallAhead = 0;
  timers: { readonly at: number; readonly run: () => void }[] = [];
  readonly #ends: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  wall(): number {
    return this.time + this.wallAhead;
  }

  after(milliseconds: number, run: () => void): Timer {
    const timer = { at: this.time + milliseconds, run };
    this.timers.push(timer);
    return {
      cancel: () => {
        this.timers = this.timers.filter((other) => other !== timer);
      },
    };
  }

  endOfTurn(run: () => void): void {
    this.#ends.push(run);
  }

  /** Ends turns until nobody asks for another one; says how many there were. */
  turns(most = 50): number {
    let count = 0;
    for (; this.turn(); count++) {
      if (count === most) throw new Error("turns without an end");
    }
    return count;
  }

  /** Ends one turn, if somebody asked for that. */
  turn(): boolean {
    const ends = this.#ends.splice(0);
    for (const run of ends) run();
    return ends.length > 0;
  }

  pass(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      this.turns();
      const [next] = this.timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
    this.turns();
  }
}

/** Keeps all entries, answers appends only when told to, unless `isPrompt`. */
export class ScriptedLog implements Log {
  isPrompt = true;
  holdsReads = false;
  idles = 0;
  readonly batches: (readonly GroupWrite[])[] = [];
  readonly reads: EntryRange[] = [];
  readonly released: number[] = [];
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting: LogDone[] = [];
  readonly #held: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  append(batch: readonly GroupWrite[], done: LogDone): void {
    this.batches.push(batch);
    for (const { group, snapshot, entries } of batch) {
      if (snapshot !== undefined && snapshot.index > 0) this.#entries.clear();
      for (const entry of entries) this.#entries.set(`${group}/${entry.index}`, entry);
    }
    this.#waiting.push(done);
    if (this.isPrompt) this.#clock.endOfTurn(() => this.sync());
  }

  sync(error?: Error): void {
    for (const done of this.#waiting.splice(0)) done(error === undefined ? { error, value: undefined } : { error });
  }

  read(range: EntryRange, done: LogDone<readonly Entry[]>): void {
    this.reads.push(range);
    const entries: Entry[] = [];
    let bytes = 0;
    for (let index = range.from; index <= range.last; index++) {
      const entry = this.#entries.get(`${range.group}/${index}`);
      bytes += entry === undefined ? Infinity : entryBytes(entry);
      if (entry === undefined || (bytes > range.bytesMax && entries.length > 0)) break;
      entries.push(entry);
    }
    const answer = (): void => done({ error: undefined, value: entries });
    if (this.holdsReads) this.#held.push(answer);
    else this.#clock.endOfTurn(answer);
  }

  /** Answers the reads that were held, and all later ones. */
  releaseReads(): void {
    this.holdsReads = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  /** The entries are gone. */
  lose(): void {
    this.#entries.clear();
  }

  release(_group: number, index: number): void {
    this.released.push(index);
  }

  idle(): void {
    this.idles += 1;
  }

  close(done: LogDone): void {
    this.#clock.endOfTurn(() => done({ error: undefined, value: undefined }));
  }
}

/** Remembers its commands; its snapshots are just their number. */
export class ScriptedMachine implements StateMachine {
  applied = 0;
  readonly commands: string[] = [];
  failsAt = Infinity;
  /** Commands that take long, with what happens meanwhile. */
  readonly slow = new Map<string, () => void>();
  /** Not 0 in a state that is not what its commands made it. */
  flaw = 0;
  /** What was asked for, and how it ends once the test says so. */
  saves: { readonly snapshot: Snapshot; readonly done: EngineDone }[] = [];
  receives: { readonly incoming: Incoming; readonly done: EngineDone }[] = [];
  installs: { readonly snapshot: Snapshot; readonly done: EngineDone }[] = [];
  readonly reads: { readonly piece: Piece; readonly done: EngineDone<ReadPiece> }[] = [];

  get stateHash(): StateDigest {
    return { version: 1, high: this.flaw, low: this.applied };
  }

  skip(index: number): void {
    this.applied = index;
  }

  apply({ index, payload }: Entry): string {
    if (index >= this.failsAt) throw new Error("the state machine is broken");
    const text = textOf(payload);
    this.slow.get(text)?.();
    this.applied = index;
    this.commands.push(text);
    return `${this.commands.length} commands`;
  }

  isLong({ payload }: Entry): boolean {
    return this.slow.has(textOf(payload));
  }

  save(snapshot: Snapshot, done: EngineDone): void {
    this.saves.push({ snapshot, done });
  }

  read(piece: Piece, done: EngineDone<ReadPiece>): void {
    this.reads.push({ piece, done });
  }

  receive(incoming: Incoming, done: EngineDone): void {
    this.receives.push({ incoming, done });
  }

  install(snapshot: Snapshot, done: EngineDone): void {
    this.installs.push({ snapshot, done });
  }

  /** Lets the oldest install that is under way succeed. */
  installed(): void {
    const [oldest] = this.installs.splice(0, 1);
    if (oldest === undefined) throw new Error("nothing is being installed");
    this.applied = oldest.snapshot.index;
    oldest.done(DONE);
  }
}

export const DONE = { error: undefined, value: undefined } as const;

export const NO_SPACE = { error: new DiskError("ENOSPC", "write", "snapshot") } as const;

export function command(text: string): Uint8Array {
  return encodeEntry(
    BARE_HEADER,
    Uint8Array.from(text, (character) => character.charCodeAt(0)),
  );
}

function textOf(payload: Uint8Array): string {
  return String.fromCharCode(...bodyOf(payload));
}

/** One process on a scripted clock, log and network. */
export class ScriptedProcess {
  readonly clock: ScriptedClock;
  readonly log: ScriptedLog;
  readonly node: Node;
  readonly sent: { readonly to: string; readonly frames: readonly Frame[] }[] = [];
  readonly failures: Error[] = [];
  isReachable = true;

  constructor(clock = new ScriptedClock()) {
    this.clock = clock;
    this.log = new ScriptedLog(clock);
    const peers: Peers = {
      send: (to, frames) => {
        if (this.isReachable) this.sent.push({ to, frames });
        return this.isReachable;
      },
    };
    this.node = new Node({ clock, peers, log: this.log, failed: (reason) => this.failures.push(reason) });
  }

  /** A new group with voters 1 to `voters`, replica `id` of which lives here. */
  addGroup(
    group: number,
    voters = 1,
    { id = 1, snapshotEvery = 1_000, audit, holdBack, ...config }: GroupSettings = {},
  ): [Group, ScriptedMachine] {
    const machine = new ScriptedMachine();
    const hosts = Array.from({ length: voters }, (_, i) => ({ id: i + 1, member: `m${i + 1}`, incarnation: "" }));
    const restored = neverRan(initialConfiguration(hosts));
    // Equal chances would have all stand for election at once.
    const random = { below: (limit: number) => (id * 37) % limit };
    const chosen = { ...(audit && { audit }), ...(holdBack && { holdBack }) };
    const settings = { config: createConfig({ id, ...config }), snapshotEvery, ...chosen };
    const options = { id: group, restored, machine, random, ...settings };
    const added = this.node.addGroup(options, true);
    this.clock.turns();
    return [added, machine];
  }

  /** A group of which this is the only voter, and the leader. */
  leadGroup(group: number, settings?: GroupSettings): [Group, ScriptedMachine] {
    const [added, machine] = this.addGroup(group, 1, settings);
    added.step({ kind: "campaign", now: this.clock.now() });
    this.clock.turns();
    return [added, machine];
  }

  /** Hands everything that was sent to the other process of that name, until neither has anything more to say. */
  static exchange(processes: Readonly<Record<string, ScriptedProcess>>): void {
    for (let isBusy = true; isBusy;) {
      isBusy = false;
      for (const [member, process] of Object.entries(processes)) {
        process.clock.turns();
        for (const { to, frames } of process.sent.splice(0)) {
          isBusy = true;
          processes[to]?.node.receive(member, frames);
        }
      }
    }
  }
}

export type GroupSettings = Partial<Config> & {
  readonly id?: number;
  readonly snapshotEvery?: number;
  readonly audit?: QuarantineOptions;
  readonly holdBack?: GroupOptions["holdBack"];
};
