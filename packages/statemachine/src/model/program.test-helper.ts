import assert from "node:assert/strict";
import {
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  type Id,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  PutRequest,
  type RangeResponse,
  TxnRequest,
  type TxnResponse,
} from "@keyval/api";
import { StateHash } from "../hash/state-hash.js";
import { VersionDigester } from "../keyspace/version-digester.js";
import type { Refusal } from "../refusal.js";
import type { Dice } from "./dice.test-helper.js";
import { MachineWorld, TERM, type WorldOptions } from "./machine-world.test-helper.js";
import { Model } from "./model.js";
import type { ModelVersion } from "./model-keys.js";
import { normalized, normalizedEvent } from "./normalized.test-helper.js";
import { LEASES, RandomRequests } from "./random-request.test-helper.js";

const STEPS = 24;

/** A random program, done by the state machine and by the model, which have to agree about everything. */
export class Program {
  readonly #dice: Dice;
  readonly #requests: RandomRequests;
  readonly #world: MachineWorld;
  readonly #model = new Model();
  /** Answers that are to come, with what they have to be. */
  #open = 0;

  constructor(dice: Dice, options: Partial<WorldOptions>) {
    this.#dice = dice;
    this.#requests = new RandomRequests(dice);
    this.#world = new MachineWorld(options);
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      this.#step();
      if (this.#dice.chance(1, 3)) this.#world.turn(this.#dice.below(6));
    }
    this.#world.settle();
    this.#checkState();
  }

  #step(): void {
    const roll = this.#dice.below(100);
    if (roll < 30) this.#put();
    else if (roll < 38) this.#deleteRange();
    else if (roll < 56) this.#txn();
    else if (roll < 62) this.#compact();
    else if (roll < 68) this.#lease();
    else if (roll < 86) this.#range();
    else if (roll < 90) this.#readTxn();
    else if (roll < 93) this.#world.checkpoint();
    else if (roll < 95) this.#world.reclaim();
    else if (roll < 98) this.#overtake();
    else this.#restart();
  }

  #put(): void {
    const request = this.#requests.put();
    const revision = this.#apply(CommandKind.put, PutRequest.encode(request), (r) => this.#model.put(r, request));
    this.#checkEvents(revision);
  }

  #deleteRange(): void {
    const request = this.#requests.deleteRange();
    const body = DeleteRangeRequest.encode(request);
    this.#checkEvents(this.#apply(CommandKind.deleteRange, body, (r) => this.#model.deleteRange(r, request)));
  }

  #txn(): void {
    const request = this.#requests.txn(this.#model);
    const body = TxnRequest.encode(request);
    this.#checkEvents(this.#apply(CommandKind.txn, body, (revision) => this.#model.txn(revision, request)));
  }

  #compact(revision = this.#requests.revision(this.#model)): void {
    this.#apply(CommandKind.compact, CompactionRequest.encode({ revision }), () => this.#model.compact(revision));
  }

  #lease(): void {
    const ID = this.#dice.pick(LEASES);
    const roll = this.#dice.below(10);
    if (roll < 5) {
      const command = { ID, TTL: this.#dice.below(12), time: this.#leaseTime() };
      this.#apply(CommandKind.leaseGrant, LeaseGrantCommand.encode(command), () => this.#model.grant(command));
    } else if (roll < 7) {
      const body = LeaseRevokeRequest.encode({ ID });
      this.#checkEvents(this.#apply(CommandKind.leaseRevoke, body, (r) => this.#model.revoke(r, ID)));
    } else if (roll < 8) {
      const command = { IDs: [ID, this.#dice.pick(LEASES)], time: this.#leaseTime() };
      this.#apply(CommandKind.leaseRenew, LeaseRenewCommand.encode(command), () => this.#model.renew(command));
    } else this.#expire([ID, this.#dice.pick(LEASES)]);
  }

  #expire(IDs: readonly Id[]): void {
    const command = { IDs, time: this.#leaseTime(), term: this.#dice.chance(1, 8) ? TERM - 1 : TERM };
    const body = LeaseExpireCommand.encode(command);
    this.#checkEvents(this.#apply(CommandKind.leaseExpire, body, (r) => this.#model.expire(r, command, TERM)));
  }

  /** Some seconds later or earlier than what was told last. */
  #leaseTime(): number {
    return Math.max(0, this.#model.leases.time + 1000 * (this.#dice.below(10) - 3));
  }

  /** Answers may come after later commands, and have to be those of now. */
  #range(): void {
    const request = this.#requests.range(this.#model);
    const expected = this.#model.range(request);
    const check = (answer: RangeResponse | Refusal): void => assert.deepEqual(normalized(answer), expected);
    this.#await((done) => this.#world.machine.queries.range(request, done), check);
  }

  /** What a query reads is replaced and compacted before it is answered. */
  #overtake(): void {
    for (let i = 0; i < 3; i++) this.#range();
    for (let i = 0; i < 5; i++) this.#put();
    this.#compact(this.#model.revision);
  }

  #readTxn(): void {
    const request = this.#requests.txn(this.#model, 0, true);
    const expected = this.#model.read(request);
    const answer = this.#world.ask<TxnResponse | Refusal>((done) => this.#world.machine.queries.txn(request, done));
    assert.deepEqual(normalized(answer), expected);
  }

  #await<T>(ask: (done: (answer: T) => void) => T | undefined, check: (answer: T) => void): void {
    const answer = ask((late) => {
      this.#open--;
      check(late);
    });
    if (answer === undefined) this.#open++;
    else check(answer);
  }

  /** Mostly of what was tidied up before. */
  #restart(): void {
    if (this.#dice.chance(2, 3)) {
      this.#compact();
      this.#world.checkpoint();
      for (let i = 0; i < 3; i++) this.#world.reclaim();
      this.#world.checkpoint();
    }
    this.#world.restart();
    this.#checkState();
  }

  #apply(kind: CommandKind, body: Uint8Array, model: (revision: number) => unknown): number {
    const gap = this.#dice.chance(1, 10) ? this.#dice.below(3) : 0;
    const before = this.#world.machine.hash;
    const { result, changed } = this.#world.apply(kind, body, gap);
    const { revision } = this.#world.log.at(-1) ?? assert.fail("the log has the command");
    const expected = model(revision);
    assert.deepEqual(normalized(result), expected);
    assert.equal(changed, this.#model.revision === revision, "a revision is taken if a key changes");
    if (typeof expected === "string")
      assert.deepEqual(this.#world.machine.hash, before, "a refused command changes nothing");
    return revision;
  }

  #checkEvents(revision: number): void {
    const events = this.#world.fed.get(revision)?.map(normalizedEvent);
    assert.deepEqual(events, this.#model.events.get(revision));
  }

  #checkState(): void {
    this.#world.settle();
    assert.equal(this.#open, 0, "every query is answered");
    const { keyspace, leases } = this.#world.machine.tables;
    assert.equal(keyspace.compactRevision, this.#model.compactRevision);
    assert.equal(keyspace.index.versions, this.#model.kept, "as many versions are kept as compaction leaves");
    const live = [...this.#model.latest.values()];
    assert.equal(keyspace.index.liveKeys, live.length);
    assert.ok(hashOf(live).equals(keyspace.hash), "the hash is that of the live keys");
    assert.ok(hashOf(live).equals(keyspace.recomputeHash()), "and what the engine has is that, too");
    for (const id of LEASES) {
      const attached = live.filter(({ lease }) => lease === id).map(({ key }) => key);
      const keys = leases.keysOf(id).map((key) => Buffer.from(key).toString("latin1"));
      assert.deepEqual(keys, attached.sort(), "a lease knows its keys");
      const { ttl, deadline } = leases.get(id) ?? {};
      assert.deepEqual({ ttl, deadline }, { ttl: undefined, deadline: undefined, ...this.#model.leases.byId.get(id) });
    }
    assert.equal(leases.time, this.#model.leases.time);
  }
}

function hashOf(live: readonly ModelVersion[]): StateHash {
  const hash = new StateHash();
  const digester = new VersionDigester();
  for (const { key, value, ...rest } of live) {
    const record = { ...rest, key: Buffer.from(key, "latin1"), sub: 0, isTombstone: false };
    const full = { ...record, valueBytes: value.length, hashHigh: 0, hashLow: 0 };
    hash.add(digester.digest(full, Buffer.from(value, "latin1")));
  }
  return hash;
}
