import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Client } from "@keyval/client";
import { CutProxy } from "../../../../../client/dist/testing/cut-proxy.test-helper.js";
import {
  ALONE,
  type ChildServer,
  eventually,
  withServers,
} from "../../../../../server/dist/process/child-server.test-helper.js";
import { runCli } from "../../../cli.js";
import { testTerminal } from "../../../terminal.test-helper.js";

const KVCTL = fileURLToPath(new URL("../../../main.js", import.meta.url));

/** Never arrives as a whole: all that is to be saved is more than this. */
const ARRIVES_BYTES = 500_000;

/** A server with much to save, and a way to it on which a snapshot can be held up in the middle. */
class Scene {
  readonly server: ChildServer;
  readonly proxy: CutProxy;
  readonly #folder: string;
  readonly #since: readonly string[];

  constructor(server: ChildServer, proxy: CutProxy, folder: string, since: readonly string[]) {
    this.server = server;
    this.proxy = proxy;
    this.#folder = folder;
    this.#since = since;
  }

  path(name: string): string {
    return join(this.#folder, name);
  }

  get files(): string[] {
    return readdirSync(this.#folder).sort();
  }

  args(name: string): string[] {
    return [`--endpoints=${this.proxy.endpoint}`, "snapshot", "save", this.path(name), ...this.#since];
  }

  async save(name: string): Promise<{ readonly status: number; readonly said: string }> {
    const terminal = testTerminal();
    const status = await runCli(this.args(name), terminal);
    return { status, said: terminal.written() + terminal.complained() };
  }

  /** Resolves as soon as a part of it has come; no more does. */
  async isHeldUp(name: string): Promise<void> {
    await eventually(() => {
      assert.ok(statSync(this.path(`${name}.part`)).size > 0);
      return Promise.resolve();
    });
  }
}

async function withScene(isIncrement: boolean, work: (scene: Scene) => Promise<void>): Promise<void> {
  await withServers(async (start) => {
    const server = await start(ALONE).serving();
    const earlier = join(server.cwd, "earlier.db");
    const folder = join(server.cwd, "backups");
    mkdirSync(folder);
    using client = new Client({ endpoints: server.url });
    await client.kv.put("k", "early");
    assert.equal(await runCli([`--endpoints=${server.url}`, "snapshot", "save", earlier], testTerminal()), 0);
    for (let i = 0; i < 4; i++) await client.kv.put(`k${i}`, randomBytes(1_000_000));
    await using proxy = await CutProxy.to(server.url);
    await work(new Scene(server, proxy, folder, isIncrement ? [`--since=${earlier}`] : []));
  });
}

for (const [what, isIncrement] of [
  ["a whole snapshot", false],
  ["what has changed since a snapshot", true],
] as const) {
  void describe(`to save ${what}`, () => {
    void it("fails with a sentence, and leaves an older file as it was, where the server is killed in the middle", async () => {
      await withScene(isIncrement, async (scene) => {
        writeFileSync(scene.path("backup.db"), "older");
        scene.proxy.muteAfter(ARRIVES_BYTES);
        const saving = scene.save("backup.db");
        await scene.isHeldUp("backup.db");
        await scene.server.end("SIGKILL");
        const { status, said } = await saving;
        assert.equal(status, 5);
        assert.match(said, /^Error: the connection was lost before all of the snapshot had come\nNothing was saved: /u);
        assert.deepEqual(scene.files, ["backup.db"]);
        assert.equal(readFileSync(scene.path("backup.db"), "utf8"), "older");
      });
    });

    void it("leaves nothing behind where it is interrupted, and nothing that matters where it is killed", async () => {
      await withScene(isIncrement, async (scene) => {
        scene.proxy.muteAfter(ARRIVES_BYTES);
        const terminal = testTerminal();
        const saving = runCli(scene.args("backup.db"), terminal);
        await scene.isHeldUp("backup.db");
        terminal.interrupt();
        assert.equal(await saving, 130, terminal.complained());
        assert.deepEqual([scene.files, terminal.written()], [[], ""]);

        scene.proxy.muteAfter(ARRIVES_BYTES);
        const kvctl = spawn(process.execPath, [KVCTL, ...scene.args("backup.db")], { stdio: "ignore" });
        const ended = once(kvctl, "exit");
        await scene.isHeldUp("backup.db");
        kvctl.kill("SIGKILL");
        await ended;
        assert.deepEqual(scene.files, ["backup.db.part"]);

        scene.proxy.heal();
        const { status, said } = await scene.save("backup.db");
        assert.deepEqual([status, said.startsWith("Snapshot saved at ")], [0, true], said);
        assert.deepEqual(scene.files, ["backup.db"]);
        const check = testTerminal();
        assert.equal(await runCli(["snapshot", "status", scene.path("backup.db")], check), 0, check.complained());
      });
    });

    void it("fails with a sentence, and leaves nothing behind, where there is no room for it", async () => {
      await withScene(isIncrement, async (scene) => {
        // Files may have no more than a few hundred kilobytes.
        const limited = ["-c", 'ulimit -f 600; exec "$0" "$@"', process.execPath, KVCTL, ...scene.args("backup.db")];
        const kvctl = spawn("sh", limited, { stdio: ["ignore", "pipe", "pipe"] });
        let said = "";
        for (const stream of [kvctl.stdout, kvctl.stderr])
          stream.on("data", (bytes: Buffer) => (said += bytes.toString()));
        const [status] = (await once(kvctl, "close")) as [number | null];
        assert.equal(status, 5, said);
        assert.match(said, /^Error: could not write \S+backup\.db \(EFBIG: file too large, write\)\n[^\n]+\n$/u);
        assert.deepEqual(scene.files, []);
      });
    });
  });
}
