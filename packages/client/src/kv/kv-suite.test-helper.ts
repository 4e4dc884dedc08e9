import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Client } from "../client.js";
import { CodecError, Compacted, KeyNotFound } from "../errors/index.js";
import { bytes, between, everything, from, json, prefix, schema, type StandardSchema } from "../index.js";

/** A schema without a library: a number that is not negative, of a text. */
const amount: StandardSchema<string, number> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (value) => (Number(value) >= 0 ? { value: Number(value) } : { issues: [{ message: "negative" }] }),
  },
};

/** What holds for keys and values, whoever serves them. Every test has a namespace of its own. */
export function kvSuite(connect: () => Client): void {
  void describe("keys and values", () => {
    it("are put, read, replaced and deleted", async () => {
      const kv = connect().kv.namespace("basic/");
      assert.equal(await kv.get("a"), undefined);
      const { revision, previous } = await kv.put("a", "1", { previous: true });
      assert.equal(previous, undefined);
      const entry = await kv.get("a");
      assert.ok(entry !== undefined);
      assert.deepEqual(entry, {
        key: "a",
        keyBytes: Uint8Array.of(97),
        value: "1",
        revision,
        createRevision: revision,
        version: 1,
        lease: 0,
      });
      assert.equal(await kv.replace(entry, "2"), true);
      assert.equal(await kv.replace(entry, "3"), false);
      assert.equal((await kv.get("a", { revision }))?.value, "1");
      assert.equal(await kv.create("a", "4"), false);
      assert.equal(await kv.create("b", "5"), true);
      const gone = await kv.delete(everything(), { previous: true });
      assert.deepEqual(
        [gone.deleted, gone.previous.map(({ key, value }) => [key, value])],
        [
          2,
          [
            ["a", "2"],
            ["b", "5"],
          ],
        ],
      );
    });

    it("are read in ranges, in the plain and in the fluent form, by pages and as a stream", async () => {
      const kv = connect().kv.namespace("ranges/");
      const names = Array.from({ length: 25 }, (_, i) => `k${String(i).padStart(2, "0")}`);
      await Promise.all(names.map((name) => kv.put(name, name.toUpperCase())));
      const read = async (query: AsyncIterable<{ readonly key: string }>): Promise<string[]> => {
        const keys: string[] = [];
        for await (const { key } of query) keys.push(key);
        return keys;
      };
      assert.deepEqual(await kv.range(everything()).keys(), names);
      assert.deepEqual(await kv.range(prefix("k1")).keys(), names.slice(10, 20));
      assert.deepEqual(await kv.range(between("k03", "k06")).keys(), names.slice(3, 6));
      assert.equal(await kv.range(from("k20")).count(), 5);
      assert.equal((await kv.range(prefix("k")).descending().first())?.value, "K24");
      assert.deepEqual(await read(kv.range(prefix("k"), { pageSize: 10 })), names);
      assert.deepEqual(await read(kv.range(prefix("k")).streamed()), names);
      assert.deepEqual(await read(kv.range(prefix("k")).pages(7).limit(9)), names.slice(0, 9));
      assert.deepEqual(await read(kv.range(prefix("k"), { pageSize: 4, order: "descending" })), names.toReversed());
      assert.deepEqual(
        (await kv.range(prefix("k")).sortBy("value").limit(2).all()).map(({ value }) => value),
        ["K00", "K01"],
      );
    });

    it("of all pages are those of one revision", async () => {
      const kv = connect().kv.namespace("pinned/");
      await Promise.all(["a", "b", "c"].map((key) => kv.put(key, "old")));
      const seen: string[] = [];
      for await (const { key, value } of kv.range(everything(), { pageSize: 1 })) {
        seen.push(`${key} ${value}`);
        await kv.put("c", "new");
        await kv.put(`b${seen.length}`, "new");
      }
      assert.deepEqual(seen, ["a old", "b old", "c old"]);
    });

    it("are changed in transactions whose results have types", async () => {
      const kv = connect().kv.namespace("txn/");
      await kv.put("n", "1");
      const swap = kv
        .transaction()
        .if(kv.when("n").value("=", "1"), kv.when("m").isMissing())
        .do(kv.ops.put("n", "2", { previous: true }), kv.ops.get("n"))
        .else(kv.ops.range(everything()));
      const first = await swap.commit();
      assert.ok(first.succeeded);
      assert.deepEqual([first.results[0].previous?.value, first.results[1]?.value], ["1", "2"]);
      const second = await swap.commit();
      assert.ok(!second.succeeded);
      assert.deepEqual(
        second.results[0].map(({ value }) => value),
        ["2"],
      );
      const counted = await kv
        .transaction()
        .if(kv.when("n").exists(), kv.when(everything()).version("<", 3), kv.when("n").lease("=", 0))
        .do(kv.ops.delete("n"))
        .commit();
      assert.ok(counted.succeeded);
      assert.equal(counted.results[0].deleted, 1);
    });

    it("are whatever a codec makes of them", async () => {
      const kv = connect().kv.namespace("codecs/");
      await kv.put("raw", Uint8Array.of(0xff, 0));
      await assert.rejects(kv.get("raw"), CodecError);
      assert.deepEqual((await kv.as(bytes).get("raw"))?.value, Uint8Array.of(0xff, 0));
      const users = kv.as(json<{ readonly name: string }>());
      await users.put("u", { name: "Ada" });
      assert.equal((await users.get("u"))?.value.name, "Ada");
      await assert.rejects(users.get("raw"), CodecError);
      const amounts = kv.as(schema(amount));
      await amounts.put("n", "12");
      assert.equal((await amounts.get("n"))?.value, 12);
      await assert.rejects(amounts.put("n", "-1"), CodecError);
      await kv.put("n", "-1");
      await assert.rejects(amounts.get("n"), CodecError);
    });

    it("that cannot be had are refused with the reason", async () => {
      const client = connect();
      const kv = client.kv.namespace("refused/");
      await assert.rejects(kv.put("a", "1", { keepLease: true }), KeyNotFound);
      const { revision } = await kv.put("a", "1");
      await kv.put("a", "2");
      await client.rpc.kv.compact({ revision: revision + 1 });
      await assert.rejects(kv.get("a", { revision }), Compacted);
    });
  });
}
