import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { bareHeader, CommandKind, DeleteRangeRequest, encodeEntry, LeaseGrantCommand } from "@keyval/api";
import { LeaseGrantResponse, LeaseRevokeRequest, PutRequest, RangeRequest } from "@keyval/api";
import type { Id, RangeResponse, ResponseHeader } from "@keyval/api";
import { Refusal, type StateMachine } from "@keyval/statemachine";
import { MemoryDisk } from "@keyval/storage/testing";
import { KeyspaceStore, Submissions, type AppliedCommand } from "../node/index.js";
import type { ProposalOutcome, ReadOutcome } from "../node/outcome.js";
import type { KeyServices } from "./key-services.js";
import { KvHandlers } from "./kv.js";
import { QuotaGuard } from "./quota-guard.js";
import type { Caller, Reply } from "./reply.js";
import type { Served } from "./served.js";

export const ANYBODY: Caller = { user: "", authRevision: 0 };

export const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
export const text = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString();

const HEADER = { clusterId: 1, memberId: 2, raftTerm: 3 };

const ENGINE = {
  directory: "engine",
  crc32,
  random: () => 1,
  now: () => 0,
  writer: "test",
  fileBytes: 2 ** 20,
};

/** A member that leads alone: what is submitted is applied in a later turn, and turns end when the test says so. */
export class ServedWorld {
  readonly served: Served;
  readonly services: KeyServices;
  readonly watching = new Set<() => void>();
  readonly #later = (run: () => void): void => void this.#turns.push(run);
  readonly #disk = new MemoryDisk(this.#later);
  readonly #turns: (() => void)[] = [];
  #store: KeyspaceStore;
  #index = 0;
  #lastLease = 2 ** 40;

  constructor(quotaBytes = 2 ** 40) {
    this.#store = this.#open();
    const submissions = this.#createSubmissions();
    const machine = (): StateMachine => this.#store.machine;
    const header = (revision = this.#store.revision): ResponseHeader => ({ ...HEADER, revision });
    const quota = new QuotaGuard({ submissions, machine, member: 2, quotaBytes });
    const bounds = { requestBytesMax: 2 ** 20, operationsMax: 128, quotaBytes };
    this.served = { ...bounds, submissions, machine, quota, isLearner: () => false, header };
    const watches = { hub: () => this.#store.hub, watching: this.watching };
    const lease: KeyServices["lease"] = {
      grant: (_, __, reply) => {
        this.grant((this.#lastLease += 1));
        reply(LeaseGrantResponse.create({ ID: this.#lastLease }));
      },
    };
    this.services = { kv: new KvHandlers(this.served), lease, watches, header };
  }

  /** Lets happen what is to happen. */
  settle(): void {
    for (let count = 0; this.#turns.length > 0; count++) {
      assert.ok(count < 1_000, "turns without an end");
      for (const run of this.#turns.splice(0)) run();
    }
  }

  /** What a handler answered, once all has happened. */
  ask<T>(call: (reply: Reply<T>) => unknown): T | Refusal {
    const answers: (T | Refusal)[] = [];
    call((answer) => answers.push(answer));
    this.settle();
    const [answer] = answers;
    assert.ok(answers.length === 1 && answer !== undefined, `${answers.length} answers`);
    return answer;
  }

  /** The same where there has to be one. */
  told<T>(call: (reply: Reply<T>) => unknown): T {
    const answer = this.ask(call);
    assert.ok(!(answer instanceof Refusal), answer instanceof Refusal ? answer.error : "");
    return answer;
  }

  /** The next entry of the log. */
  apply(kind: CommandKind, body: Uint8Array): AppliedCommand {
    return this.#apply(encodeEntry(bareHeader(kind), body));
  }

  grant(ID: Id): void {
    this.apply(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID, TTL: 1_000 }));
  }

  revoke(ID: Id): void {
    this.apply(CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID }));
  }

  put(key: string, value: string): void {
    this.apply(CommandKind.put, PutRequest.encode({ key: bytes(key), value: bytes(value) }));
  }

  remove(key: string): void {
    this.apply(CommandKind.deleteRange, DeleteRangeRequest.encode({ key: bytes(key) }));
  }

  keys(): string[] {
    const all = RangeRequest.create({ key: bytes("\0"), rangeEnd: bytes("\0") });
    const { kvs } = this.told<RangeResponse>((reply) => {
      this.services.kv.range(all, reply);
    });
    return kvs.map(({ key }) => text(key));
  }

  /** Another store takes the place of this one, with the same content and with what `before` does. */
  replace(before: () => void): void {
    const { watching } = this;
    const [old] = [this.#store];
    // Nobody who watches the old store hears of it.
    old.checkpoint(false, () => undefined);
    this.settle();
    old.close(() => undefined);
    this.settle();
    this.#store = this.#open();
    before();
    for (const tell of [...watching]) tell();
    this.settle();
  }

  #open(): KeyspaceStore {
    let opened: KeyspaceStore | undefined;
    const [defer, appliedElsewhere] = [this.#later, (): void => undefined];
    const options = { later: defer, endOfTurn: defer, cacheBytes: 0, readsNow: 64, appliedElsewhere };
    KeyspaceStore.open({ ...ENGINE, disk: this.#disk, defer }, 0, options, ({ error, value }) => {
      assert.ifError(error);
      opened = value;
    });
    this.settle();
    assert.ok(opened !== undefined);
    return opened;
  }

  #createSubmissions(): Submissions {
    const group = {
      isLeader: true,
      leader: 1,
      memberOf: () => undefined,
      propose: (entry: Uint8Array, done: (outcome: ProposalOutcome) => void) => {
        const payload = new Uint8Array(entry);
        this.#later(() => {
          done({ kind: "applied", index: this.#index, result: this.#apply(payload) });
        });
      },
      read: (done: (outcome: ReadOutcome) => void) => {
        this.#later(() => {
          done({ kind: "ready" });
        });
      },
    };
    return new Submissions({
      group,
      forwarder: { forward: () => assert.fail("the leader forwards nothing") },
      run: 1,
      timeoutMs: 5_000,
      now: () => 0,
      after: () => ({ cancel: () => undefined }),
      stamped: (entry) => entry,
      isKnownToAll: (kind) => this.#store.machine.isKnownToAll(kind),
    });
  }

  #apply(payload: Uint8Array): AppliedCommand {
    this.#index += 1;
    return this.#store.apply({ kind: "command", index: this.#index, term: HEADER.raftTerm, payload });
  }
}
