import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { type ChildServer, clusterFlags, withServers } from "./child-server.test-helper.js";
import { checkAll, Writers } from "./writers.test-helper.js";

const isLong = process.env["LONG"] === "1";
const STRIKES = isLong ? 300 : 10;
const NAMES = ["a", "b", "c"] as const;

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
      await using writers = new Writers(servers, random);
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
