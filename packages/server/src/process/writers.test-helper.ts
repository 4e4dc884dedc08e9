import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { HashKVRequest, KV, Maintenance, PutRequest, RangeRequest, type RangeResponse } from "@keyval/api";
import { RpcError } from "@keyval/grpc";
import type { SeededRandom } from "@keyval/raft/testing";
import { type ChildServer, eventually } from "./child-server.test-helper.js";

const WRITERS = 6;
/** A writer who was refused comes back after so long. */
const PAUSE_MS = 10;

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Writers who know what was acknowledged, at members that come and go. */
export class Writers implements AsyncDisposable {
  /** The revision of each key, each of which is written once. */
  readonly acknowledged = new Map<string, number>();
  unknown = 0;
  readonly #servers: ReadonlyMap<string, ChildServer>;
  readonly #random: SeededRandom;
  readonly #ended: Promise<unknown>;
  #isOver = false;

  constructor(servers: ReadonlyMap<string, ChildServer>, random: SeededRandom) {
    this.#servers = servers;
    this.#random = random;
    this.#ended = Promise.all(Array.from({ length: WRITERS }, (_, writer) => this.#write(writer)));
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async more(count: number): Promise<void> {
    const wanted = this.acknowledged.size + count;
    await eventually(() => {
      assert.ok(this.acknowledged.size >= wanted, "nobody gets anything written");
      return Promise.resolve();
    });
  }

  async #write(writer: number): Promise<void> {
    for (let i = 0; !this.#isOver; i++) {
      const server = this.#anyServer();
      const key = `${writer}/${i}`;
      try {
        const put = PutRequest.create({ key: bytes(key), value: bytes(key) });
        const { header } = (await server?.call(KV.methods.Put, put)) ?? {};
        this.acknowledged.set(key, header?.revision ?? 0);
        await this.#read(key);
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        this.unknown++;
        await sleep(PAUSE_MS);
      }
    }
  }

  #anyServer(): ChildServer | undefined {
    return [...this.#servers.values()][this.#random.below(this.#servers.size)];
  }

  /** Whoever is asked must know of it. */
  async #read(key: string): Promise<void> {
    const server = this.#anyServer();
    const answer = await server?.call(KV.methods.Range, RangeRequest.create({ key: bytes(key) }));
    assert.deepEqual(found(answer), [[key, this.acknowledged.get(key)]]);
  }
}

function found(answer: RangeResponse | undefined): [string, number][] {
  return (answer?.kvs ?? []).map(({ key, modRevision }) => [Buffer.from(key).toString(), modRevision]);
}

/** Every member has everything, once, and all have the same. */
export async function checkAll(
  servers: readonly ChildServer[],
  acknowledged: ReadonlyMap<string, number>,
): Promise<void> {
  assert.equal(new Set(acknowledged.values()).size, acknowledged.size, "each has a revision of its own");
  const everything = RangeRequest.create({ key: Uint8Array.of(0), rangeEnd: Uint8Array.of(0) });
  const hashes = new Set<number>();
  for (const server of servers) {
    const answer = await server.call(KV.methods.Range, everything);
    const all = new Map(found(answer));
    assert.deepEqual(
      [...acknowledged].filter(([key, revision]) => all.get(key) !== revision),
      [],
    );
    const revision = answer.header?.revision ?? 0;
    hashes.add((await server.call(Maintenance.methods.HashKV, HashKVRequest.create({ revision }))).hash);
  }
  assert.equal(hashes.size, 1);
}
