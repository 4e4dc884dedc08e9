import assert from "node:assert/strict";
import zlib from "node:zlib";
import { decodeConfiguration, encodeConfiguration, entryBytes, initialConfiguration } from "@keyval/raft";
import type { Entry, HardState, Snapshot } from "@keyval/raft";
import type { Disk } from "../disk.js";
import type { GroupId, GroupWrite, Log, LogOutcome, Recovered } from "../log.js";
import { MemoryDisk } from "../testing/memory-disk.js";
import { openWal } from "./open-wal.js";
import type { WalOptions } from "./wal-options.js";

/** A generator that is good enough to choose among test cases. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761 + 1) % 2 ** 31;
  }

  below(limit: number): number {
    this.#state = (this.#state * 48_271 + 11) % (2 ** 31 - 1);
    return Math.floor(this.#state / 7) % limit;
  }

  between(least: number, most: number): number {
    return least + this.below(most - least + 1);
  }

  chance(times: number, among: number): boolean {
    return this.below(among) < times;
  }
}

/** Callbacks that wait for their turn. */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  readonly #dice: Dice | undefined;

  /** With dice, whatever waits may come next. */
  constructor(dice?: Dice) {
    this.#dice = dice;
  }

  readonly defer = (run: () => void): void => {
    this.#waiting.push(run);
  };

  run(): void {
    while (this.step());
  }

  step(): boolean {
    const at = this.#dice === undefined ? 0 : this.#dice.below(Math.max(1, this.#waiting.length));
    const [next] = this.#waiting.splice(at, 1);
    next?.();
    return next !== undefined;
  }
}

export const CRC32 = (bytes: Uint8Array, seed: number): number => zlib.crc32(bytes, seed);

export function walOptions(disk: Disk, turns: Turns, changes: Partial<WalOptions> = {}): WalOptions {
  let salt = 0x5eed;
  return {
    disk,
    directory: "wal",
    crc32: CRC32,
    random: () => (salt = (salt * 48_271 + 1) % (2 ** 31 - 1)),
    defer: turns.defer,
    raft: { encodeConfiguration, decodeConfiguration, entryBytes },
    writer: "keyval test",
    segmentBytes: 4096,
    firstSegmentBytes: 2048,
    // So little that it matters: some batches are announced, and some ends are not read.
    lookAheadBytes: 512,
    spaceChanged: () => undefined,
    ...changes,
  };
}

/** Opens what the files hold, and lets everything happen. */
export function openFiles(files: ReadonlyMap<string, Uint8Array>, changes: Partial<WalOptions> = {}): Opened {
  const turns = new Turns();
  const disk = new MemoryDisk(turns.defer, files);
  return { turns, disk, ...open(disk, turns, changes) };
}

export interface Opened {
  readonly turns: Turns;
  readonly disk: MemoryDisk;
  readonly outcome: LogOutcome<Recovered>;
}

export function open(
  disk: MemoryDisk,
  turns: Turns,
  changes: Partial<WalOptions> = {},
): { outcome: LogOutcome<Recovered> } {
  let outcome: LogOutcome<Recovered> | undefined;
  openWal(walOptions(disk, turns, changes), (opened) => (outcome = opened));
  turns.run();
  assert.ok(outcome, "the log answers");
  return { outcome };
}

export function recovered(outcome: LogOutcome<Recovered>): Recovered {
  assert.equal(outcome.error, undefined);
  assert.ok(outcome.value);
  return outcome.value;
}

export const CONFIGURATION = initialConfiguration([{ id: 1, member: "m1", incarnation: "i1" }]);

export function snapshotAt(index: number, term: number, lease = 0): Snapshot {
  return { index, term, configuration: { ...CONFIGURATION, lease } };
}

export function command(index: number, term: number, payload: Uint8Array = Uint8Array.of(index % 256)): Entry {
  return { index, term, kind: "command", payload };
}

export function write(group: GroupId, changes: Partial<GroupWrite>): GroupWrite {
  return { group, replica: 1, hardState: undefined, snapshot: undefined, mark: undefined, entries: [], ...changes };
}

export function append(log: Log, turns: Turns, ...batch: GroupWrite[]): Error | undefined {
  const answers: (Error | undefined)[] = [];
  log.append(batch, ({ error }) => answers.push(error));
  assert.equal(answers.length, 0, "no callback runs inside the call");
  turns.run();
  assert.equal(answers.length, 1, "an append is answered");
  return answers[0];
}

export function readAll(
  log: Log,
  turns: Turns,
  group: GroupId,
  from: number,
  last: number,
  bytesMax = Infinity,
): LogOutcome<readonly Entry[]> {
  let outcome: LogOutcome<readonly Entry[]> | undefined;
  log.read({ group, from, last, bytesMax }, (answer) => (outcome = answer));
  assert.equal(outcome, undefined, "no callback runs inside the call");
  turns.run();
  assert.ok(outcome, "a read is answered");
  return outcome;
}

// --- The model: what the log must hold, in plain data.

export interface ModelGroup {
  hardState: HardState;
  snapshot: Snapshot;
  /** The last index that may be gone. */
  base: number;
  last: number;
  /** Behind the last reset. */
  entries: Map<number, Entry>;
  /** Index and term behind which the entries begin. */
  start: number;
  startTerm: number;
}

export class Model {
  readonly groups = new Map<GroupId, ModelGroup>();

  apply(batch: readonly GroupWrite[]): void {
    for (const { group, snapshot, hardState, entries, mark } of batch) {
      if (snapshot !== undefined) {
        const before = this.groups.get(group)?.hardState ?? { term: 0, vote: 0, commit: 0 };
        const { index, term } = snapshot;
        const fresh = {
          hardState: before,
          snapshot,
          base: index,
          last: index,
          entries: new Map(),
          start: index,
          startTerm: term,
        };
        this.groups.set(group, fresh);
      }
      const state = this.groups.get(group);
      assert.ok(state);
      if (hardState !== undefined) state.hardState = hardState;
      for (const entry of entries) {
        for (let index = entry.index; index <= state.last; index++) state.entries.delete(index);
        state.last = entry.index;
        state.entries.set(entry.index, entry);
      }
      if (mark !== undefined && mark.index > state.snapshot.index) state.snapshot = mark;
    }
  }

  release(group: GroupId, index: number): void {
    const state = this.groups.get(group);
    assert.ok(state);
    state.base = Math.max(state.base, index);
  }
}

export function termAt(group: ModelGroup, index: number): number {
  return index === group.start ? group.startTerm : (group.entries.get(index)?.term ?? -1);
}

/** Why what was recovered is not what the model says; undefined if it is. The log may hold more than it has to. */
export function difference(
  model: Model,
  found: Recovered,
  turns: Turns,
  released: ReadonlyMap<GroupId, number>,
): string | undefined {
  if (found.groups.length !== model.groups.size) return "other groups";
  for (const { group, hardState, snapshot, log } of found.groups) {
    const expected = model.groups.get(group);
    if (expected === undefined) return `group ${group}`;
    const { base, last } = log;
    if (
      JSON.stringify([hardState, snapshot, last]) !==
      JSON.stringify([expected.hardState, expected.snapshot, expected.last])
    )
      return `state of group ${group}`;
    if (base > Math.max(expected.start, released.get(group) ?? 0) || base < expected.start)
      return `base of group ${group}`;
    if (log.baseTerm !== termAt(expected, base)) return `base term of group ${group}`;
    const { value } = readAll(found.log, turns, group, base + 1, last);
    const entries = value ?? [];
    if (entries.length !== last - base) return `${entries.length} of ${last - base} entries of group ${group}`;
    const runs: { first: number; term: number }[] = [];
    for (const [position, entry] of entries.entries()) {
      const wanted = expected.entries.get(base + 1 + position);
      if (wanted === undefined || !sameEntry(entry, wanted)) return `entry ${entry.index} of group ${group}`;
      if (entry.term !== (runs.at(-1)?.term ?? log.baseTerm)) runs.push({ first: entry.index, term: entry.term });
    }
    if (JSON.stringify(runs) !== JSON.stringify(log.terms)) return `terms of group ${group}`;
    const configurations = entries.filter((entry) => entry.kind === "configuration" && entry.index > snapshot.index);
    if (JSON.stringify(configurations) !== JSON.stringify(log.configurations))
      return `configurations of group ${group}`;
  }
  return undefined;
}

function sameEntry(a: Entry, b: Entry): boolean {
  return a.index === b.index && a.term === b.term && a.kind === b.kind && Buffer.compare(a.payload, b.payload) === 0;
}

// --- What a host may ask of a log, by chance.

export type Step =
  | { readonly kind: "append"; readonly batch: readonly GroupWrite[] }
  | { readonly kind: "release"; readonly group: GroupId; readonly index: number }
  | { readonly kind: "idle" };

/** Draws the next step; the model holds everything that was asked for, durable or not. */
export function drawStep(dice: Dice, model: Model, origin: number): Step {
  const group = dice.between(1, 3) * 7;
  const state = model.groups.get(group);
  if (state === undefined) {
    return {
      kind: "append",
      batch: [write(group, { snapshot: snapshotAt(origin, origin), hardState: { term: origin, vote: 1, commit: 0 } })],
    };
  }
  const roll = dice.below(20);
  if (roll === 0) return { kind: "idle" };
  if (roll <= 3 && state.snapshot.index > state.base) {
    return { kind: "release", group, index: dice.between(state.base + 1, state.snapshot.index) };
  }
  const batch = [drawWrite(dice, group, state)];
  const other = model.groups.get(((group / 7) % 3) * 7 + 7);
  if (other !== undefined && dice.chance(1, 3)) batch.push(drawWrite(dice, ((group / 7) % 3) * 7 + 7, other));
  return { kind: "append", batch };
}

function drawWrite(dice: Dice, group: GroupId, state: ModelGroup): GroupWrite {
  const roll = dice.below(16);
  const { last, snapshot, hardState } = state;
  if (roll === 0) {
    const reset = last + dice.between(0, 5);
    const term = lastTerm(state) + dice.below(2);
    return write(group, {
      snapshot: snapshotAt(reset, term, dice.below(9)),
      entries: drawEntries(dice, reset + 1, term, 2),
    });
  }
  if (roll <= 4 && last > snapshot.index) {
    const index = dice.between(snapshot.index + 1, last);
    return write(group, { mark: snapshotAt(index, termAt(state, index), dice.below(9)) });
  }
  if (roll === 5) return write(group, { hardState: { ...hardState, term: hardState.term + 1, vote: dice.below(4) } });
  const isConflict = roll <= 8 && last > snapshot.index;
  const first = isConflict ? dice.between(snapshot.index + 1, last) : last + 1;
  const term = isConflict ? lastTerm(state) + 1 : lastTerm(state) + dice.below(2);
  const entries = drawEntries(dice, first, term, 4);
  return write(group, { hardState: dice.chance(1, 2) ? { ...hardState, commit: snapshot.index } : undefined, entries });
}

function lastTerm(state: ModelGroup): number {
  return termAt(state, state.last);
}

function drawEntries(dice: Dice, first: number, term: number, most: number): Entry[] {
  const size = dice.chance(1, 10) ? 1500 : 120;
  return Array.from({ length: dice.between(1, most) }, (_, i): Entry => {
    if (dice.chance(1, 12))
      return {
        index: first + i,
        term,
        kind: "configuration",
        payload: encodeConfiguration({ ...CONFIGURATION, lease: dice.below(99) }),
      };
    if (dice.chance(1, 12)) return { index: first + i, term, kind: "empty", payload: new Uint8Array(0) };
    const payload = new Uint8Array(dice.below(size)).map(() => dice.below(256));
    return command(first + i, term, payload);
  });
}
