import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { HashKVRequest, KV, Maintenance, PutRequest, RangeRequest, type RangeResponse } from "@keyval/api";
import { RpcError } from "@keyval/grpc";
import { SeededRandom } from "@keyval/raft/testing";
import { type ChildServer, clusterFlags, eventually, withServers } from "./child-server.test-helper.js";

const isLong = process.env["LONG"] === "1";
const STRIKES = isLong ? 300 : 10;
const WRITERS = 6;
const NAMES = ["a", "b", "c"] as const;
/** A writer who was refused comes back after so long. */
const PAUSE_MS = 10;

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Writers who know what was acknowledged, at members that come and go. */
class Writers {
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

  async more(count: number): Promise<void> {
    const wanted = this.acknowledged.size + count;
    await eventually(() => {
      assert.ok(this.acknowledged.size >= wanted, "nobody gets anything written");
      return Promise.resolve();
    });
  }

  async #write(writer: number): Promise<void> {
    for (let i = 0; !this.#isOver; i++) {
      const server = this.#servers.get(this.#random.pick(NAMES));
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

  /** Whoever is asked must know of it. */
  async #read(key: string): Promise<void> {
    const server = this.#servers.get(this.#random.pick(NAMES));
    const answer = await server?.call(KV.methods.Range, RangeRequest.create({ key: bytes(key) }));
    assert.deepEqual(found(answer), [[key, this.acknowledged.get(key)]]);
  }
}

function found(answer: RangeResponse | undefined): [string, number][] {
  return (answer?.kvs ?? []).map(({ key, modRevision }) => [Buffer.from(key).toString(), modRevision]);
}

void describe("members that are killed at any moment", () => {
  it("lose nothing that one of them acknowledged", async (t) => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    t.diagnostic(`seed ${seed}`);
    const random = new SeededRandom(seed);
    await withServers(async (start) => {
      const flags = await clusterFlags(NAMES);
      const servers = new Map<string, ChildServer>();
      const run = async (names: readonly string[]): Promise<void> => {
        const starting = names.map(async (name) => {
          servers.set(name, await start(flags.get(name) ?? []).serving());
        });
        await Promise.all(starting);
      };
      await run(NAMES);
      const writers = new Writers(servers, random);
      for (let strike = 0; strike < STRIKES; strike++) {
        await writers.more(random.below(60) + 1);
        const signal = random.pick(["SIGKILL", "SIGKILL", "SIGTERM"] as const);
        const struck = random.below(5) === 0 ? NAMES : [random.pick(NAMES)];
        await Promise.all(struck.map(async (name) => servers.get(name)?.end(signal)));
        if (struck.length === 1) await writers.more(random.below(30));
        await run(struck);
      }
      await writers.more(1);
      await writers.stop();
      t.diagnostic(`${writers.acknowledged.size} acknowledged, ${writers.unknown} unknown`);
      await checkAll([...servers.values()], writers.acknowledged);
    });
  });
});

/** Every member has everything, once, and all have the same. */
async function checkAll(servers: readonly ChildServer[], acknowledged: ReadonlyMap<string, number>): Promise<void> {
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
