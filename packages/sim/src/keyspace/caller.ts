import { AlarmRequest, MemberListRequest } from "@keyval/api";
import type { SeededRandom } from "../random.js";
import { pickByWeight } from "../world/knobs.js";
import { Asker, type KeyspaceClientWorld } from "./asker.js";
import { Requests } from "./requests.js";

/** What is common to all who ask members for something again and again. */
export interface KeyspaceClient {
  start(): void;
  /** Begins nothing any more; what is under way still ends. */
  stop(): void;
  readonly isBusy: boolean;
  /** The times of its answers; undefined for a client that is not owed any. */
  readonly answers: readonly number[] | undefined;
}

const NOBODY = { user: "", authRevision: 0 };

/** Does one request after the other, of any kind. */
export class Caller implements KeyspaceClient {
  readonly #world: KeyspaceClientWorld;
  readonly #random: SeededRandom;
  readonly #asker: Asker;
  readonly #requests: Requests;
  #isStopped = false;
  isBusy = false;

  constructor(client: number, world: KeyspaceClientWorld) {
    this.#world = world;
    this.#asker = new Asker(client, world);
    this.#random = world.random.fork();
    this.#requests = new Requests(client, this.#random, world.keyspace);
  }

  get answers(): readonly number[] {
    return this.#asker.answers;
  }

  start(): void {
    this.#world.scheduler.after(this.#random.below(this.#world.knobs.restMicroseconds + 1000), () => {
      if (!this.#isStopped) this.#begin();
    });
  }

  stop(): void {
    this.#isStopped = true;
  }

  #begin(): void {
    const asker = this.#asker;
    const { revision } = asker;
    const done = (): void => {
      this.isBusy = false;
      this.start();
    };
    this.isBusy = true;
    switch (pickByWeight(this.#world.keyspace.requests, this.#random)) {
      case "put":
        asker.ask("put", this.#requests.put(), done);
        return;
      case "delete":
        asker.ask("delete", this.#requests.deleteRange(), done);
        return;
      case "txn":
        asker.ask("txn", this.#requests.txn(revision), done);
        return;
      case "range":
        asker.ask("range", this.#requests.range(revision), done);
        return;
      case "compact":
        asker.ask("compact", this.#requests.compact(revision), done);
        return;
      case "look":
        this.#look(done);
        return;
    }
  }

  /** What is asked beside keys and leases; nobody checks the answers, but nothing may break of it. */
  #look(done: () => void): void {
    this.#asker.visit(({ handlers }) => {
      const looked = (): void => {
        this.#world.happened("look");
      };
      const kind = this.#random.below(6);
      if (kind === 0) handlers?.maintenance.status(looked);
      if (kind === 1) handlers?.maintenance.hashKv({ revision: 0 }, looked);
      if (kind === 2) handlers?.maintenance.defragment(looked);
      if (kind === 3) handlers?.maintenance.alarm(AlarmRequest.create(), new Uint8Array(0), NOBODY, looked);
      if (kind === 4) handlers?.cluster.memberList(MemberListRequest.create({ linearizable: true }), looked);
      if (kind === 5) handlers?.lease.leases(looked);
    }, noop);
    done();
  }
}

function noop(): void {
  // Nobody was there.
}
