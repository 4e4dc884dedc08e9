import assert from "node:assert/strict";
import { type HashKVResponse, RangeRequest, RangeResponse, type TxnResponse } from "@keyval/api";
import { Refusal } from "../refusal.js";
import type { Dice } from "./dice.test-helper.js";
import type { LoggedMachine } from "./logged-machine.test-helper.js";
import type { Model } from "./model.js";
import { needsOfRange, needsOfTxn } from "./model-needs.js";
import { normalized } from "./normalized.test-helper.js";
import type { RandomRequests } from "./random-request.test-helper.js";
import type { RandomUsers } from "./random-users.test-helper.js";

/** The queries of a program. Answers may come after later commands, and have to be those of when they were asked for. */
export class ProgramQueries {
  readonly #dice: Dice;
  readonly #requests: RandomRequests;
  readonly #users: RandomUsers;
  readonly #world: LoggedMachine;
  readonly #model: Model;
  /** Of the keys, by revision. */
  readonly #hashes = new Map<number, number>();
  #open = 0;

  constructor(dice: Dice, requests: RandomRequests, users: RandomUsers, world: LoggedMachine, model: Model) {
    this.#dice = dice;
    this.#requests = requests;
    this.#users = users;
    this.#world = world;
    this.#model = model;
  }

  /** Answers that are to come. */
  get open(): number {
    return this.#open;
  }

  range(): void {
    const request = this.#requests.range(this.#model);
    const caller = this.#users.caller(this.#model.auth);
    const refusal = this.#world.machine.authorize(caller, "KV.Range", request);
    assert.equal(refusal?.error, this.#model.refusal(caller, needsOfRange(request)));
    const expected = this.#model.range(request);
    const check = (answer: RangeResponse | Refusal): void => assert.deepEqual(normalized(answer), expected);
    this.#await((done) => this.#world.machine.queries.range(request, done), check);
  }

  readTxn(): void {
    const request = this.#requests.txn(this.#model, 0, true);
    const caller = this.#users.caller(this.#model.auth);
    const refusal = this.#world.machine.authorize(caller, "KV.Txn", request);
    assert.equal(refusal?.error, this.#model.refusal(caller, needsOfTxn(request)));
    const expected = this.#model.read(request);
    const check = (answer: TxnResponse | Refusal): void => assert.deepEqual(normalized(answer), expected);
    this.#await((done) => this.#world.machine.queries.txn(request, done), check);
  }

  /** Its pieces are together the range, unless that is compacted before the last of them. */
  rangeStream(): void {
    const { key, rangeEnd, limit, revision, keysOnly, countOnly } = this.#requests.range(this.#model);
    const request = RangeRequest.create({ key, rangeEnd, limit, revision, keysOnly, countOnly });
    const expected = this.#model.range(request);
    const pinned = revision > 0 ? revision : this.#model.revision;
    const pieces: RangeResponse[] = [];
    const check = (): void => {
      const { more, count } = pieces.at(-1) ?? assert.fail("there is a last piece");
      assert.deepEqual(
        normalized(RangeResponse.create({ kvs: pieces.flatMap(({ kvs }) => kvs), more, count })),
        expected,
      );
    };
    this.#open++;
    const stream = this.#world.machine.queries.rangeStream(request, {
      piece: (piece, isLast) => {
        pieces.push(piece);
        if (!isLast) return true;
        this.#open--;
        check();
        return true;
      },
      failed: ({ error }) => {
        this.#open--;
        assert.equal(error, "compacted");
        assert.ok(pinned < this.#model.compactRevision);
      },
    });
    if (!(stream instanceof Refusal)) return;
    this.#open--;
    assert.equal(stream.error, expected);
  }

  /** The same for a revision whenever it is asked for. */
  hashKv(): void {
    const revision = this.#dice.chance(1, 3) ? 0 : this.#requests.revision(this.#model);
    const at = revision > 0 ? revision : this.#model.revision;
    const refusal = this.#model.range(RangeRequest.create({ key: Uint8Array.of(0), revision }));
    const check = (answer: HashKVResponse | Refusal): void => {
      if (answer instanceof Refusal) {
        assert.equal(answer.error, refusal);
        return;
      }
      assert.equal(answer.hashRevision, at);
      assert.equal(answer.hash, this.#hashes.get(at) ?? answer.hash);
      this.#hashes.set(at, answer.hash);
    };
    this.#await((done) => this.#world.machine.queries.hash(revision, done), check);
  }

  #await<T>(ask: (done: (answer: T) => void) => T | undefined, check: (answer: T) => void): void {
    const answer = ask((late) => {
      this.#open--;
      check(late);
    });
    if (answer === undefined) this.#open++;
    else check(answer);
  }
}
