import { decodeEntry, kindOf, NO_BYTES, type Origin } from "@keyval/api";
import type { Entry } from "@keyval/raft";
import {
  HASH_VERSION,
  mayEndMany,
  StateMachine,
  WatchHub,
  type HubFeed,
  type StateMachineOptions,
} from "@keyval/statemachine";
import { openBitcaskEngine, type BitcaskOptions, type Engine, type EngineDone, type Pinned } from "@keyval/storage";
import type { AppliedCommand } from "./applied-command.js";
import type { EngineStore } from "./engine-machine.js";
import { RECLAIM_BYTES } from "./limits.js";
import type { StateDigest } from "./state-machine.js";

export interface KeyspaceStoreOptions extends Pick<
  StateMachineOptions,
  "later" | "cacheBytes" | "readsNow" | "counts" | "build"
> {
  /** Calls back once all that has arrived in this turn was handed in. */
  readonly endOfTurn: (run: () => void) => void;
  /** A command was applied that a member sent to the leader for a client of its own. */
  readonly appliedElsewhere: (origin: Origin, applied: AppliedCommand) => void;
  /** The revision that a command takes if it changes a key: the one after the last, unless numbers come from elsewhere. */
  readonly nextRevision?: (last: number, index: number) => number;
}

/** The key space of etcd's API on an engine. It numbers what changes it. */
export class KeyspaceStore implements EngineStore {
  readonly machine: StateMachine;
  /** Tells watchers what commands change. */
  readonly hub: WatchHub;
  readonly #engine: Engine;
  readonly #options: KeyspaceStoreOptions;
  #isReclaiming = false;
  #isClosed = false;

  private constructor(machine: StateMachine, hub: WatchHub, engine: Engine, options: KeyspaceStoreOptions) {
    this.machine = machine;
    this.hub = hub;
    this.#engine = engine;
    this.#options = options;
  }

  /** With `origin` applied if nothing ever was. */
  static open(
    engine: BitcaskOptions,
    origin: number,
    options: KeyspaceStoreOptions,
    done: EngineDone<KeyspaceStore>,
  ): void {
    openBitcaskEngine(engine, ({ error, value: opened }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      // The hub begins where the machine does, which is known once that is open; nothing is applied before.
      let hubFeed: HubFeed | undefined;
      const feed: StateMachineOptions["feed"] = { feed: (events, revision) => hubFeed?.feed(events, revision) };
      StateMachine.open({ ...options, feed, engine: opened }, ({ error, machine }) => {
        if (error !== undefined) {
          done({ error });
          return;
        }
        if (machine.applied < origin) machine.skip(origin);
        const { history, revision } = machine;
        const hub = new WatchHub({ ...options, history, revision, atEndOfTurn: options.endOfTurn });
        hubFeed = hub.openFeed();
        done({ error, value: new KeyspaceStore(machine, hub, opened, options) });
      });
    });
  }

  get applied(): number {
    return this.machine.applied;
  }

  get checkpointed(): number {
    return this.#engine.checkpointed.applied;
  }

  /** Keys that are there. */
  get keyCount(): number {
    return this.machine.tables.keyspace.index.count(NO_BYTES, undefined, this.revision);
  }

  get revision(): number {
    return this.machine.revision;
  }

  get stateHash(): StateDigest {
    const { high, low } = this.machine.hash;
    return { version: HASH_VERSION, high, low };
  }

  /** Bytes on the disk, of which so many are still needed. */
  get space(): Engine["space"] {
    return this.#engine.space;
  }

  skip(index: number): void {
    this.machine.skip(index);
  }

  apply({ index, term, payload }: Entry): AppliedCommand {
    const { header, body } = decodeEntry(payload);
    const { nextRevision = following } = this.#options;
    const revision = nextRevision(this.machine.revision, index);
    const { result } = this.machine.apply(revision, { index, term }, header, body);
    const applied = { result, revision: this.machine.revision };
    if (header.origin !== undefined) this.#options.appliedElsewhere(header.origin, applied);
    return applied;
  }

  isLong({ payload }: Entry): boolean {
    const kind = kindOf(payload);
    return mayEndMany(kind) && this.machine.isLong(kind, decodeEntry(payload).body);
  }

  checkpoint(seal: boolean, done: EngineDone): void {
    this.machine.checkpoint(seal, done);
  }

  pin(done: EngineDone<Pinned>): void {
    this.#engine.pin(done);
  }

  close(done: EngineDone): void {
    this.#isClosed = true;
    this.#engine.close(done);
  }

  /** Gives back space little by little; calls back when there is nothing more to gain, or with what went wrong. */
  reclaim(done: EngineDone): void {
    if (this.#isReclaiming || this.#isClosed) {
      this.#options.later(() => {
        done({ error: undefined, value: undefined });
      });
      return;
    }
    this.#isReclaiming = true;
    this.machine.reclaim(RECLAIM_BYTES, ({ error, value }) => {
      this.#isReclaiming = false;
      if (error !== undefined) done({ error });
      else if (value.bytes === 0) done({ error, value: undefined });
      else {
        this.#options.later(() => {
          this.reclaim(done);
        });
      }
    });
  }
}

function following(revision: number): number {
  return revision + 1;
}
