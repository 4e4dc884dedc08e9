import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Client } from "@keyval/client";
import type { Backup, Disk } from "@keyval/storage";
import { completed, openNodeDisk } from "@keyval/storage/disk-node";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { Dice } from "../../statemachine/dist/model/dice.test-helper.js";
import { runCli } from "./cli.js";
import { withMachine } from "./commands/cluster/snapshot/with-machine.js";
import { testTerminal } from "./terminal.test-helper.js";

const ROUNDS = 3;
const CHANGES = 40;

/** The changes of all rounds go beyond what 31, 32 and 52 bits hold. */
const REVISIONS = [2 ** 31 - 60, 2 ** 32 - 60, 2 ** 52 - 60];

const WHOLE = { since: undefined } as Backup;

/** Puts, deletions and leases that end; the compaction of what was saved already. */
async function change(client: Client, dice: Dice, saved: number): Promise<void> {
  const leases: (number | bigint)[] = [];
  for (let i = 0; i < CHANGES; i++) {
    const key = `key ${dice.below(30)}`;
    const roll = dice.below(11);
    if (roll < 6) await client.kv.put(key, "v".repeat(dice.below(200)));
    else if (roll < 9) await client.kv.delete(key);
    else if (roll < 10) {
      const { ID: lease } = await client.rpc.lease.leaseGrant({ TTL: 1_000 });
      await client.rpc.kv.put({ key: Buffer.from(key), value: Buffer.from("leased"), lease });
      leases.push(lease);
    } else if (leases.length > 0) await client.rpc.lease.leaseRevoke({ ID: leases.shift() ?? 0 });
  }
  await client.rpc.kv.compact({ revision: saved });
}

/** Of the keys in a data directory, with their revision. */
async function stateIn(directory: string): Promise<readonly unknown[]> {
  const disk = await completed<Disk>((done) => {
    openNodeDisk(directory, done);
  });
  return withMachine(disk, WHOLE, ({ tables: { keyspace }, revision }) => [keyspace.hash, revision]);
}

/** kvctl in a folder: files and directories are named by words that begin with `@`. */
function shellIn(folder: string): (line: string, url?: string) => Promise<{ status: number; said: string }> {
  return async (line, url = "") => {
    const terminal = testTerminal({});
    const words = line.replaceAll("@", `${folder}/`).split(" ");
    const status = await runCli([`--endpoints=${url}`, "--command-timeout=60s", ...words], terminal);
    return { status, said: (terminal.written() + terminal.complained()).replaceAll(`${folder}/`, "@") };
  };
}

void describe("snapshots of what has changed", () => {
  for (const [i, revision] of REVISIONS.entries()) {
    void test(`restored behind a whole one give what a whole one gives (from revision ${revision})`, async () => {
      await withServers(async (start) => {
        const first = await start(ALONE).serving();
        const shell = shellIn(first.cwd);
        const good = async (line: string, url?: string): Promise<void> => {
          const { status, said } = await shell(line, url);
          assert.equal(status, 0, said);
        };
        await good("snapshot save @empty.db", first.url);
        await good(`snapshot restore @empty.db --data-dir=@begun --bump-revision=${revision}`);
        const server = await start([...ALONE, `--data-dir=${first.cwd}/begun`]).serving();
        using client = new Client({ endpoints: server.url });
        const dice = new Dice(i);

        let saved = (await client.kv.put("key 0", "first")).revision;
        await good("snapshot save @0.db", server.url);
        for (let round = 1; round <= ROUNDS; round++) {
          await change(client, dice, saved);
          saved = (await client.kv.put("key 0", `round ${round}`)).revision;
          await good(`snapshot save @${round}.db --since @${round - 1}.db`, server.url);
        }
        await good("snapshot save @whole.db", server.url);
        assert.ok(saved > revision + ROUNDS * CHANGES * 0.6);

        const asItWas = "--bump-revision=0 --mark-compacted=false";
        await good(`snapshot restore @0.db @1.db @2.db @3.db --data-dir=@chain ${asItWas}`);
        await good(`snapshot restore @whole.db --data-dir=@all ${asItWas}`);
        assert.deepEqual(await stateIn(`${first.cwd}/chain`), await stateIn(`${first.cwd}/all`));
      });
    });
  }

  void test("are refused where one is missing, twice, out of order or damaged, and where it was compacted", async () => {
    await withServers(async (start) => {
      const { url, cwd } = await start(ALONE).serving();
      const shell = shellIn(cwd);
      const lines = ["put a 1", "snapshot save @0.db", "put a 2", "snapshot save @1.db --since @0.db", "put a 3"];
      for (const line of [...lines, "snapshot save @2.db --since @1.db"])
        assert.equal((await shell(line, url)).status, 0);
      const bytes = readFileSync(`${cwd}/1.db`);
      writeFileSync(`${cwd}/short.db`, bytes.subarray(0, bytes.length - 600));
      writeFileSync(`${cwd}/wrong.db`, bytes.with(600, (bytes[600] ?? 0) ^ 1));

      for (const chain of ["@0.db @2.db", "@0.db @1.db @1.db", "@0.db @2.db @1.db", "@1.db", "@0.db @0.db"]) {
        const { status, said } = await shell(`snapshot restore ${chain} --data-dir=@never`);
        assert.deepEqual([status === 0, said.includes("goes on from")], [false, true], `${chain}: ${said}`);
      }
      for (const file of ["@short.db", "@wrong.db"]) {
        const restored = await shell(`snapshot restore @0.db ${file} --data-dir=@never`);
        const saved = await shell(`snapshot save @never --since ${file}`, url);
        assert.deepEqual([restored.status === 0, saved.status === 0], [false, false], file);
      }
      assert.equal((await shell("compaction 4", url)).status, 0);
      const { status, said } = await shell("snapshot save @never --since @0.db", url);
      assert.deepEqual([status === 0, said.includes("compacted")], [false, true], said);
      assert.deepEqual([existsSync(`${cwd}/never`), existsSync(`${cwd}/never.part`)], [false, false]);
    });
  });
});
