import assert from "node:assert/strict";
import { BARE_HEADER, type CommandKind, type EntryHeader } from "@keyval/api";
import type { Checkpoint, Engine } from "@keyval/storage";
import { type Build, thisBuild } from "../build.js";
import type { KeyEvent } from "../keyspace/key-event.js";
import { SLICE_SIZES, type SliceSizes } from "../keyspace/limits.js";
import type { Applied, StateMachine, StateMachineOptions } from "../state-machine.js";
import { Turns } from "./turns.test-helper.js";

export interface MachineOptions {
  readonly cacheBytes: number;
  readonly readsNow: number;
  /** What the first command finds as the revision before its own. */
  readonly firstRevision: number;
  /** The program that it begins with. */
  readonly build?: Build;
  readonly sliceSizes?: SliceSizes;
}

export interface LogEntry {
  readonly revision: number;
  readonly index: number;
  readonly header: EntryHeader;
  readonly body: Uint8Array;
}

/** Of all entries. */
export const TERM = 3;

/** A state machine with its log and its numberer, wherever its engine is. */
export abstract class LoggedMachine {
  abstract get machine(): StateMachine;
  /** All entries that were ever applied. */
  readonly log: LogEntry[] = [];
  /** By revision: what the feed heard of it last. */
  readonly fed = new Map<number, readonly KeyEvent[]>();
  protected readonly turns = new Turns();
  protected build: Build;
  readonly #options: MachineOptions;

  constructor(options: MachineOptions) {
    this.#options = options;
    this.build = options.build ?? thisBuild;
  }

  /** The next command. Its revision follows the last one that was taken, with a gap if one is asked for. */
  apply(kind: CommandKind, body: Uint8Array, gap = 0, fields: Partial<EntryHeader> = {}): Applied {
    const last = Math.max(this.#options.firstRevision, this.machine.revision);
    const entry = {
      revision: last + 1 + gap,
      index: this.log.length + 1,
      header: { ...BARE_HEADER, ...fields, kind },
      body,
    };
    this.log.push(entry);
    return this.#apply(entry);
  }

  /** Lets a few things happen. */
  turn(count: number): void {
    for (let i = 0; i < count; i++) this.turns.step();
  }

  /** Lets everything happen that waits for nothing else. */
  settle(): void {
    while (this.turns.step());
  }

  /** The machine is as it was at the checkpoint: what the log has behind that is applied again. */
  protected catchUp({ applied }: Checkpoint): void {
    assert.equal(this.machine.applied, applied, "nothing of the checkpoint is lost");
    for (const entry of this.log.slice(this.machine.applied)) this.#apply(entry);
  }

  protected optionsFor(engine: Engine): StateMachineOptions {
    const feed = { feed: (events: readonly KeyEvent[], revision: number) => void this.fed.set(revision, events) };
    const { cacheBytes, readsNow, sliceSizes = SLICE_SIZES } = this.#options;
    return { engine, later: this.turns.later, feed, cacheBytes, readsNow, sliceSizes, build: this.build };
  }

  #apply({ revision, index, header, body }: LogEntry): Applied {
    return this.machine.apply(revision, { index, term: TERM }, header, body);
  }
}
