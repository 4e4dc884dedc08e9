import { type CommandId, DecodeError, type EntryHeader } from "@keyval/api";
import type { Engine, EngineDone, Reclaimed } from "@keyval/storage";
import { decodeResult, encodeResult, isRemembered } from "./apply/remembered-result.js";
import { keysEndedBy } from "./apply/keys-ended.js";
import { assert } from "./assert.js";
import type { Judged, Rpc } from "./auth/access-of.js";
import { authorize, type Caller } from "./auth/authorize.js";
import { type Build, thisBuild } from "./build.js";
import { Changes, type Earlier } from "./changes/changes.js";
import { changesRefusal } from "./changes/changes-refusal.js";
import { readState } from "./checkpoint/read-state.js";
import { encodeState, smallTablesOf } from "./checkpoint/small-state.js";
import { UpgradeNeeded } from "./checkpoint/upgrade-needed.js";
import { Counts } from "./counts.js";
import type { Digest } from "./hash/digest.js";
import { StateHash } from "./hash/state-hash.js";
import { LONG_KEYS, type SliceSizes } from "./keyspace/limits.js";
import { openKeyspace } from "./keyspace/open-keyspace.js";
import type { Position } from "./position.js";
import { Queries } from "./query/queries.js";
import { Refusal } from "./refusal.js";
import type { Result } from "./result.js";
import { Slices } from "./slices.js";
import type { Tables } from "./tables.js";
import { KeyspaceHistory } from "./watch/keyspace-history.js";
import type { WatchFeed } from "./watch-feed.js";

/**
 * How the parts of `StateMachine.hash` are digested: members compare hashes of equal versions only. It stays where a part comes
 * with a level, for then all members hash it from the same command on.
 */
export const HASH_VERSION = 1;

export interface StateMachineOptions {
  /** Nobody else uses it. */
  readonly engine: Engine;
  /** Calls back in a later turn of the event loop. */
  readonly later: (run: () => void) => void;
  readonly feed: WatchFeed;
  /** How much of the values is kept in memory beside the engine. */
  readonly cacheBytes: number;
  /** How many records a query may read on the spot before it takes more turns: few where reading may wait for a disk. */
  readonly readsNow: number;
  /** Counted in here; by default nobody sees it. */
  readonly counts?: Counts;
  /** By default what this program is. */
  readonly build?: Build;
  /** How long a turn may be. */
  readonly sliceSizes?: SliceSizes;
}

/** What became of a command. */
export interface Applied {
  readonly result: Result;
  /** Whether the revision that it was given is taken now. */
  readonly changed: boolean;
}

export type Opened =
  | { readonly machine: StateMachine; readonly error: undefined }
  | { readonly machine: undefined; readonly error: Error };

/**
 * What committed commands do. Deterministic: the same commands in the same order give the same state, results and
 * events, whatever engine keeps the records and however far any work behind the scenes is.
 */
export class StateMachine {
  readonly queries: Queries;
  /** What watchers that come late, or can not keep up, are told from. */
  readonly history: KeyspaceHistory;
  readonly #engine: Engine;
  readonly #feed: WatchFeed;
  readonly #build: Build;
  readonly #tables: Tables;
  readonly #slices: Slices;
  readonly #readsNow: number;
  #applied: number;

  private constructor(options: StateMachineOptions, slices: Slices, tables: Tables) {
    const { engine, feed, readsNow, build = thisBuild } = options;
    this.#engine = engine;
    this.#feed = feed;
    this.#build = build;
    this.#tables = tables;
    this.#slices = slices;
    this.#readsNow = readsNow;
    this.#applied = engine.checkpointed.applied;
    this.queries = new Queries(tables.keyspace, slices, readsNow);
    this.history = new KeyspaceHistory(tables.keyspace, slices, readsNow);
  }

  /** As the engine's last checkpoint has it: the log goes on behind `applied`. */
  static open(options: StateMachineOptions, done: (opened: Opened) => void): void {
    const { engine, later, cacheBytes, counts = new Counts(), build = thisBuild, sliceSizes } = options;
    const { state: bytes } = engine.checkpointed;
    const state = bytes.length === 0 ? undefined : readState(bytes, build.level);
    if (state instanceof Error) {
      later(() => done({ machine: undefined, error: state }));
      return;
    }
    const slices = new Slices(later);
    const small = smallTablesOf(state);
    const parts = { engine, slices, attachments: small.leases, cacheBytes, counts, ...(sliceSizes && { sliceSizes }) };
    openKeyspace(parts, state, (keyspace, error) => {
      if (keyspace === undefined) done({ machine: undefined, error: error ?? new Error("the keyspace is not there") });
      else done({ machine: new StateMachine(options, slices, { keyspace, ...small }), error: undefined });
    });
  }

  /** The index of the last command in the present state. */
  get applied(): number {
    return this.#applied;
  }

  /** Of the last command that changed a key. */
  get revision(): number {
    return this.#tables.keyspace.revision;
  }

  get compactRevision(): number {
    return this.#tables.keyspace.compactRevision;
  }

  get tables(): Tables {
    return this.#tables;
  }

  /** Of all that members have in common after the same commands. */
  get hash(): Digest {
    const { level } = this.#tables.members;
    const hash = new StateHash();
    for (const { since, hashOf } of this.#build.hashedParts) if (since <= level) hash.add(hashOf(this.#tables));
    return hash;
  }

  /** An entry without a command: the place in the log moves on. */
  skip(index: number): void {
    assert(index > this.#applied, "entries come in order", index, this.#applied);
    this.#applied = index;
  }

  /** Whether every member knows commands of this kind: no other is done. */
  isKnownToAll(kind: number): boolean {
    const since = this.#build.commandLevels[kind];
    return since !== undefined && since <= this.#tables.members.level;
  }

  /**
   * `revision` is what the command takes if it changes a key; it is greater than all before it. Throws an `UpgradeNeeded` where the
   * cluster goes on to what this program does not understand.
   */
  apply(revision: number, position: Position, header: EntryHeader, body: Uint8Array): Applied {
    this.skip(position.index);
    const { command, kind } = header;
    if (!this.isKnownToAll(kind)) return { result: new Refusal("awaitsUpgrade"), changed: false };
    if (command !== undefined && isRemembered(kind)) return this.#doOnce(command, revision, position, header, body);
    return this.#do(revision, position, header, body);
  }

  /** Whether it would take long to apply the command now: about as long as somebody is silent who has something wrong. */
  isLong(kind: number, body: Uint8Array): boolean {
    return keysEndedBy(this.#tables, kind, body) >= LONG_KEYS;
  }

  /** Whether a caller may do or see what a call asks for. Ask again when the answer of a query is there. */
  authorize<Name extends Rpc>(caller: Caller, rpc: Name, request: Judged<Name>): Refusal | undefined {
    const { auth, leases } = this.#tables;
    const error = authorize(auth, leases, caller, rpc, request);
    return error === undefined ? undefined : new Refusal(error);
  }

  /** Makes the present state durable; the log is not needed up to `applied`. `seal` as in `Engine`. */
  checkpoint(seal: boolean, done: EngineDone): void {
    this.#engine.checkpoint({ applied: this.#applied, state: encodeState(this.#tables) }, seal, done);
  }

  /** The present state beside what an earlier one has, or why it does not go on from that. */
  changesSince(earlier: Earlier): Changes | Refusal {
    const { keyspace } = this.#tables;
    const refusal = changesRefusal(earlier, this);
    if (refusal !== undefined) return new Refusal(refusal);
    const facts = {
      applied: this.#applied,
      revision: this.revision,
      state: encodeState(this.#tables),
      keys: keyspace.size,
      hash: { high: keyspace.hash.high, low: keyspace.hash.low },
    };
    return new Changes(keyspace, this.#slices, this.#readsNow, earlier.revision, facts);
  }

  /** Lets the engine give back space: looks at about so many bytes. One call at a time. */
  reclaim(bytes: number, done: EngineDone<Reclaimed>): void {
    this.#engine.reclaim(this.#tables.keyspace, bytes, done);
  }

  /** What the session remembers, unless the command is new to it. */
  #doOnce(command: CommandId, revision: number, position: Position, header: EntryHeader, body: Uint8Array): Applied {
    const { sessions, leases, keyspace } = this.#tables;
    const verdict = sessions.admit(command, header.user, leases.time);
    if (verdict.kind === "refused") return { result: new Refusal(verdict.error), changed: false };
    if (verdict.kind === "repeated") return { result: decodeResult(header.kind, verdict.result), changed: false };
    const applied = this.#do(revision, position, header, body);
    sessions.remember(command, encodeResult(header.kind, applied.result, keyspace.revision));
    return applied;
  }

  #do(revision: number, position: Position, header: EntryHeader, body: Uint8Array): Applied {
    const { keyspace } = this.#tables;
    keyspace.begin(revision);
    const result = this.#run(header, body, position);
    const events = keyspace.end();
    if (events.length > 0) this.#feed.feed(events, revision);
    return { result, changed: events.length > 0 };
  }

  #run(header: EntryHeader, body: Uint8Array, position: Position): Result {
    const handler = this.#build.handlers[header.kind];
    assert(handler !== undefined, "a command that has a level has a handler", header.kind);
    try {
      const result = handler(this.#tables, body, header, position);
      const { level } = this.#tables.members;
      if (level > this.#build.level) throw new UpgradeNeeded(level, this.#build.level);
      return result;
    } catch (error) {
      // Decoding comes before all else, so nothing has changed.
      if (error instanceof DecodeError) return new Refusal("malformedCommand");
      throw error;
    }
  }
}
