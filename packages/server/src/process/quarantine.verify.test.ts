import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KV } from "@keyval/api";
import { type ChildServer, clusterFlags, withServers } from "./child-server.test-helper.js";

const FLIPPED = `--import=${new URL("flipped-value.test-helper.js", import.meta.url).href}`;
const HELD = `--import=${new URL("held-snapshots.test-helper.js", import.meta.url).href}`;

const DIFFERS = "the state of this member differs from that of a majority: it serves nobody";
const SUSPECT = "the state of this member was not that of a majority: it is compared before it is served";

const KEY = Buffer.from("key");

const hasSaid = ({ lines }: ChildServer, message: string): boolean => lines.some(({ msg }) => msg === message);

async function valueAt(server: ChildServer): Promise<string> {
  const { kvs } = await server.call(KV.methods.Range, { key: KEY, serializable: true });
  return Buffer.from(kvs[0]?.value ?? []).toString();
}

type StartNamed = (name: string, ...options: string[]) => ChildServer;

/** Of three members, c has seen that its state is wrong, and was killed. */
async function withKilledInQuarantine(run: (start: StartNamed) => Promise<void>): Promise<void> {
  await withServers(async (start) => {
    const flags = await clusterFlags(["a", "b", "c"]);
    const startNamed: StartNamed = (name, ...options) => start(flags.get(name) ?? [], options);
    const wrong = startNamed("c", FLIPPED, HELD);
    const [first] = await Promise.all([startNamed("a"), startNamed("b"), wrong].map((server) => server.serving()));
    await first?.call(KV.methods.Put, { key: KEY, value: Buffer.from("right") });
    await wrong.said(DIFFERS);
    await wrong.end("SIGKILL");
    await run(startNamed);
  });
}

void describe("a member in quarantine that is started again", () => {
  it("serves nobody until it has been compared, or filled again", async () => {
    await withKilledInQuarantine(async (startNamed) => {
      const still = startNamed("c", FLIPPED, HELD);
      await still.said("ready to serve client requests");
      await still.said(DIFFERS);
      assert.ok(hasSaid(still, SUSPECT));
      assert.ok(!hasSaid(still, "serving client traffic"));
      await still.end("SIGKILL");

      const filled = await startNamed("c", FLIPPED).serving();
      assert.equal(await valueAt(filled), "right");
      await filled.end("SIGKILL");
      const sound = await startNamed("c").serving();
      assert.equal(await valueAt(sound), "right");
      assert.ok(!hasSaid(sound, SUSPECT));
    });
  });

  it("serves again once its state turns out to be right", async () => {
    await withKilledInQuarantine(async (startNamed) => {
      // Its log is sound, and applied without the fault this time.
      const sound = await startNamed("c", HELD).serving();
      assert.ok(hasSaid(sound, SUSPECT) && !hasSaid(sound, DIFFERS));
      assert.equal(await valueAt(sound), "right");
    });
  });
});
