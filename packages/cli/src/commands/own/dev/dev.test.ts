import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runCli } from "../../../cli.js";
import { testTerminal, type TestTerminal } from "../../../terminal.test-helper.js";

const SERVER = [process.execPath, fileURLToPath(new URL("../../../../../server/dist/main.js", import.meta.url))];

/** A slow machine may take its time, but not for ever. */
const DEADLINE_MS = 180_000;

/** Before that nobody knows who comes to lead, and a member without a leader would never serve. */
const ALL_SERVE = /(?=[^]* serving +leader )(?:^n\d .* serving +(?:leader|follower) .*\n){3}/mu;

/** Somebody who types, and reads what appears. */
class Player {
  readonly #input = new PassThrough();
  readonly terminal: TestTerminal = testTerminal({ input: this.#input, server: SERVER });
  readonly status: Promise<number>;
  #read = 0;

  constructor(line: string) {
    this.status = runCli(line.split(" "), this.terminal);
  }

  type(line: string): void {
    this.#read = this.terminal.written().length;
    this.#input.write(`${line}\n`);
  }

  /** Resolves with what has appeared since something was typed, once that holds this. */
  async sees(expected: RegExp): Promise<string> {
    for (const end = Date.now() + DEADLINE_MS; ;) {
      const text = this.terminal.written().slice(this.#read);
      if (expected.test(text)) return text;
      assert.ok(Date.now() < end, `${expected} in ${this.terminal.written()} ${this.terminal.complained()}`);
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }

  /** Asks for the status until it is like this. */
  async shows(expected: RegExp): Promise<string> {
    for (const end = Date.now() + DEADLINE_MS; ;) {
      this.type("status");
      const table = await this.sees(/n3 .*\n/u);
      if (expected.test(table)) return table;
      assert.ok(Date.now() < end, `${expected} in ${table}`);
    }
  }
}

/** Whatever comes of it, no member is left. */
async function play(line: string, work: (player: Player) => Promise<void>): Promise<void> {
  const player = new Player(line);
  try {
    await work(player);
  } finally {
    player.terminal.interrupt();
    await player.status;
  }
}

/** What it says, or complains of. */
async function kvctl(endpoint: string, ...args: readonly string[]): Promise<string> {
  const terminal = testTerminal();
  await runCli([`--endpoints=${endpoint}`, "--command-timeout=60s", ...args], terminal);
  return terminal.written() + terminal.complained();
}

void describe("a cluster to play with", () => {
  void it("does what is typed to its members, and leaves nothing behind", async () => {
    await play("dev --port=0", async (player) => {
      const [, folder = ""] = /logs are in (.*)\. In/u.exec(await player.sees(/quit\.\n/u)) ?? [];
      await player.shows(ALL_SERVE);

      player.type("pause 1");
      await player.shows(/^n1 .* paused +- /mu);
      player.type("resume n1");
      await player.shows(/^n1 .* serving +(?:leader|follower) /mu);
      player.type("stop 2");
      await player.shows(/^n2 .* stopped +- /mu);
      player.type("start 2 3");
      await player.sees(/n2 is starting\nn3 is starting\n[^]*n2 serves clients\n/u);

      player.type("stop 4");
      await player.sees(/stop needs one of n1, n2, n3\n/u);
      player.type("toString");
      await player.sees(/There is no "toString" here:\nstatus /u);
      player.type("quit");
      assert.equal(await player.status, 0);
      assert.equal(existsSync(folder), false);
    });
  });

  void it("cuts a leader off, so that another one leads, and what it missed comes to it when it is healed", async () => {
    await play("dev --port=0", async (player) => {
      const led = await player.shows(ALL_SERVE);
      const [, leader = "", endpoint = ""] = /^(n\d) +(\S+) .* leader /mu.exec(led) ?? [];
      const other = leader === "n1" ? "n2" : "n1";
      const [, others = ""] = new RegExp(`^${other} +(\\S+)`, "mu").exec(led) ?? [];

      player.type(`cut ${leader}`);
      await player.sees(new RegExp(`${leader} is cut off from n\\d, n\\d\n`, "u"));
      await player.shows(new RegExp(`^(?!${leader})n\\d .* leader .* ${leader}\n`, "mu"));
      await player.shows(new RegExp(`^${leader} .* serving +no leader +1 +n\\d, n\\d\n`, "mu"));
      assert.equal(await kvctl(others, "put", "k", "v"), "OK\n");
      assert.match(await kvctl(endpoint, "get", "k", "--command-timeout=2s"), /^Error: /u);
      assert.equal(await kvctl(endpoint, "get", "k", "--consistency=s"), "");

      player.type(`heal ${leader}`);
      await player.sees(new RegExp(`${leader} is joined with n\\d, n\\d\n`, "u"));
      await player.shows(new RegExp(`^${leader} .* serving +(?:follower|leader) +2 +nobody\n`, "mu"));
      assert.equal(await kvctl(endpoint, "get", "k"), "k\nv\n");

      player.type("cut 1 2");
      await player.sees(/n1 is cut off from n2\n/u);
      assert.match(await player.shows(/^n1 .* n2\n/mu), /^n2 .* n1\nn3 .* nobody\n/mu);
      player.type("heal 1 2");
      await player.sees(/n1 is joined with n2\n/u);
      player.type("quit");
      assert.equal(await player.status, 0);
    });
  });

  void it("says why it can not start", async () => {
    const terminal = testTerminal({ input: new PassThrough() });
    const status = runCli(["dev", "-n", "1", "--port=0", "--server=no-such-program"], terminal);
    for (
      const end = Date.now() + DEADLINE_MS;
      !terminal.written().includes("n1 ended (spawn no-such-program ENOENT)");
    ) {
      assert.ok(Date.now() < end, terminal.written());
      await new Promise(setImmediate);
    }
    terminal.interrupt();
    assert.equal(await status, 0);
    const many = testTerminal();
    assert.equal(await runCli(["dev", "-n", "10"], many), 128);
    assert.match(many.complained(), /from 1 to 9 members/u);
  });
});
