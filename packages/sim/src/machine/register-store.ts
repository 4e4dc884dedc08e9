import { bodyOf } from "@keyval/api";
import type { Entry } from "@keyval/raft";
import { Reader, Writer } from "@keyval/raft/varint";
import type { EngineStore } from "@keyval/server/node";
import { openBitcaskEngine } from "@keyval/storage";
import type { BitcaskOptions, Engine, EngineDone, EngineOwner, Pinned, Place, RecordKey } from "@keyval/storage";
import { decodeCommand, EMPTY_REGISTER, obey, type CommandResult, type Register } from "./command.js";
import { mixed, mixedBytes, replacedIn } from "./digest.js";
import { decodeName, decodeRegister, encodeName, encodeRegister, journalName, type RecordName } from "./records.js";

/** Every so many entries of the journal one is taken out instead, so that there are always tombstones. */
const REMOVED_EVERY = 5;

/** Registers as records of an engine, and in memory where they are. Its life is that of one opening of the engine. */
export class RegisterStore implements EngineOwner, EngineStore {
  readonly #engine: Engine;
  readonly #places = new Map<RecordName, Place>();
  /** Of the value of each record. */
  readonly #digests = new Map<RecordName, number>();
  /** The sum of them. */
  #content = 0;
  /** Of all that was ever applied. */
  #history: number;
  #applied: number;
  /** How many records moved. */
  moves = 0;

  private constructor(engine: Engine, origin: number) {
    const { applied, state } = engine.checkpointed;
    this.#engine = engine;
    this.#applied = Math.max(applied, origin);
    this.#history = state.length === 0 ? 1 : new Reader(state).number();
  }

  /**
   * As the engine's last checkpoint has it; with `origin` applied if there was none. Everything is read: a disk may have
   * been damaged meanwhile, and this member may be the one that others fetch from.
   */
  static open(options: BitcaskOptions, origin: number, done: EngineDone<RegisterStore>): void {
    openBitcaskEngine(options, ({ error, value: engine }) => {
      if (error !== undefined) {
        done({ error });
        return;
      }
      const store = new RegisterStore(engine, origin);
      engine.scanKeys(store.#found, ({ error }) => {
        if (error === undefined) store.#readAll(done);
        else done({ error });
      });
    });
  }

  get applied(): number {
    return this.#applied;
  }

  /** Up to where it is durable. */
  get checkpointed(): number {
    return this.#engine.checkpointed.applied;
  }

  /** Registers are numbered by the log. */
  get revision(): number {
    return this.#applied;
  }

  /** Equal on two members only if they applied the same commands at the same indexes, and hold the same records. */
  get digest(): number {
    return mixed(this.#history, this.#content);
  }

  get(key: number): Register {
    const place = this.#places.get(key);
    if (place === undefined) return EMPTY_REGISTER;
    const { error, value } = this.#engine.readNow(place);
    if (error !== undefined) throw error;
    return decodeRegister(value.value);
  }

  skip(index: number): void {
    this.#applied = index;
    this.#history = mixed(this.#history, index);
  }

  apply({ index, payload }: Entry): CommandResult {
    const body = bodyOf(payload);
    const command = decodeCommand(body);
    const result = obey(command, this.get(command.key), index);
    if (result.changed) {
      const isGone = result.register.version === 0;
      this.#put(command.key, isGone ? undefined : encodeRegister(result.register));
    }
    this.#put(journalName(index), index % REMOVED_EVERY === 0 ? undefined : body);
    this.skip(index);
    this.#history = mixedBytes(this.#history, body);
    return result;
  }

  checkpoint(seal: boolean, done: EngineDone): void {
    const writer = new Writer();
    writer.number(this.#history);
    this.#engine.checkpoint({ applied: this.#applied, state: writer.bytes() }, seal, done);
  }

  flush(done: EngineDone): void {
    this.#engine.flush(done);
  }

  pin(done: EngineDone<Pinned>): void {
    this.#engine.pin(done);
  }

  reclaim(bytes: number, done: EngineDone): void {
    this.#engine.reclaim(this, bytes, ({ error }) => {
      done(error === undefined ? { error, value: undefined } : { error });
    });
  }

  close(done: EngineDone): void {
    this.#engine.close(done);
  }

  // --- What the engine asks.

  isLive(key: Uint8Array, place: Place): boolean {
    return this.#places.get(decodeName(key)) === place;
  }

  moved(key: Uint8Array, _from: Place, to: Place): void {
    this.#places.set(decodeName(key), to);
    this.moves++;
  }

  // --- Its own doing.

  readonly #found = ({ key, isTombstone }: RecordKey, place: Place): void => {
    this.#note(decodeName(key), place, isTombstone);
  };

  #readAll(done: EngineDone<RegisterStore>): void {
    const visit: Parameters<Engine["scan"]>[0] = ({ key, value }, place) => {
      if (this.isLive(key, place)) this.#sum(decodeName(key), value);
    };
    this.#engine.scan(visit, ({ error }) => {
      if (error !== undefined) done({ error });
      else if (this.#digests.size === this.#places.size) done({ error, value: this });
      else done({ error: new Error("the hints of the engine name records that are not there") });
    });
  }

  #put(name: RecordName, value: Uint8Array | undefined): void {
    if (value === undefined && !this.#places.has(name)) return;
    this.#note(name, this.#engine.append(encodeName(name), value), value === undefined);
    this.#sum(name, value);
  }

  /** The newest record of a name counts; a tombstone is needed only as long as older ones are there. */
  #note(name: RecordName, place: Place, isTombstone: boolean): void {
    const before = this.#places.get(name);
    if (before !== undefined) this.#engine.discard(before);
    if (isTombstone) {
      this.#places.delete(name);
      this.#engine.discard(place);
    } else {
      this.#places.set(name, place);
    }
  }

  #sum(name: RecordName, value: Uint8Array | undefined): void {
    const digest = value === undefined ? 0 : mixedBytes(name, value);
    this.#content = replacedIn(this.#content, this.#digests.get(name) ?? 0, digest);
    if (value === undefined) this.#digests.delete(name);
    else this.#digests.set(name, digest);
  }
}
