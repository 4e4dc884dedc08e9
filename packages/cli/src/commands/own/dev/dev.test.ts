import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { runCli } from "../../../cli.js";
import { testTerminal, type TestTerminal } from "../../../terminal.test-helper.js";

const SERVER = [process.execPath, fileURLToPath(new URL("../../../../../server/dist/main.js", import.meta.url))];

/** A slow machine may take its time, but not for ever. */
const DEADLINE_MS = 60_000;

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

void describe("a cluster to play with", () => {
  void it("does what is typed to its members, and leaves nothing behind", async () => {
    const player = new Player("dev --port=0");
    const [, folder = ""] = /logs are in (.*)\. In/u.exec(await player.sees(/quit\.\n/u)) ?? [];
    const first = await player.shows(/ leader /u);
    const [, leader = ""] = /^(n\d) .* leader /mu.exec(first) ?? [];

    player.type(`cut ${leader}`);
    await player.sees(/hears nothing from the others\n/u);
    await player.shows(new RegExp(`^(?!${leader})n\\d .* leader `, "mu"));
    player.type(`heal ${leader}`);
    await player.sees(/hears the others again\n/u);
    await player.shows(new RegExp(`^${leader} .* serving +follower `, "mu"));

    player.type("pause 1");
    await player.shows(/^n1 .* paused +- /mu);
    player.type("resume n1");
    await player.shows(/^n1 .* serving +(?:leader|follower) /mu);
    player.type("stop 2");
    await player.shows(/^n2 .* stopped +- /mu);
    player.type("start 2");
    await player.sees(/n2 serves clients\n/u);

    player.type("stop 4");
    await player.sees(/stop needs one of n1, n2, n3\n/u);
    player.type("explode");
    await player.sees(/There is no "explode" here:\nstatus /u);
    player.type("quit");
    assert.equal(await player.status, 0);
    assert.equal(existsSync(folder), false);
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
