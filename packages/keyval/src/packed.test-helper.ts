import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A slow machine may take its time, but not for ever: less than a test has. */
const DEADLINE_MS = 240_000;

/** What `make pack` makes, in a folder that belongs to a test. */
export interface PackedFiles {
  readonly folder: string;
  /** The tarball of an npm package. */
  tarball(name: "keyval" | "client"): string;
  /** The server in one file. */
  readonly server: string;
}

/** Packs anew, of what is compiled: the tests do not depend on what was packed at some other time. */
export async function pack(): Promise<PackedFiles> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-packed-"));
  await run(process.execPath, ["tools/dist/pack/main.js", folder]);
  const names = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  return {
    folder,
    tarball: (name) => {
      const pattern = name === "keyval" ? /^keyval-\d/u : /^keyval-client-\d/u;
      const found = names.find((file) => pattern.test(file));
      assert.ok(found !== undefined, `a tarball of ${name} among ${names.join()}`);
      return join(folder, found);
    },
    server: join(folder, "keyval.mjs"),
  };
}

/** A user whose npm reaches no registry and has nothing in its cache: whatever would be fetched fails. */
export class CleanUser {
  readonly home = mkdtempSync(join(tmpdir(), "keyval-user-"));
  readonly #environment = {
    HOME: this.home,
    PATH: [join(this.home, "prefix/bin"), dirname(process.execPath), "/bin"].join(delimiter),
    npm_config_cache: join(this.home, "cache"),
    npm_config_prefix: join(this.home, "prefix"),
    npm_config_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };

  async run(program: string, ...args: string[]): Promise<string> {
    const { stdout } = await run(program, args, { cwd: this.home, env: this.#environment });
    return stdout;
  }

  start(program: string, ...args: string[]): RunningProgram {
    return new RunningProgram(spawn(program, args, { cwd: this.home, env: this.#environment, detached: true }));
  }

  leave(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A server that somebody started, with whatever npm put between the two. */
export class RunningProgram {
  readonly #process: ChildProcess;
  readonly #log: AsyncIterator<string>;
  readonly #heard: string[] = [];

  constructor(process: ChildProcess) {
    this.#process = process;
    assert.ok(process.stderr !== null);
    this.#log = createInterface({ input: process.stderr })[Symbol.asyncIterator]();
  }

  /** Resolves with where clients reach it. */
  async url(): Promise<string> {
    return String((await this.#said("serving client traffic"))["address"]);
  }

  /** As Ctrl-C in a terminal does: all of its processes are told. Resolves when the server has stopped as it should. */
  async interrupt(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.pid !== undefined) process.kill(-this.#process.pid, "SIGINT");
    await this.#said("stopped");
  }

  async #said(message: string): Promise<Readonly<Record<string, unknown>>> {
    for (;;) {
      const { done, value } = await this.#nextLine(message);
      if (done === true) throw new Error(`it ended without saying "${message}": ${this.#heard.join("\n")}`);
      this.#heard.push(value);
      const line = value.startsWith("{") ? (JSON.parse(value) as Record<string, unknown>) : {};
      if (line["msg"] === message) return line;
    }
  }

  async #nextLine(message: string): Promise<IteratorResult<string, undefined>> {
    const timer = new AbortController();
    const late = sleep(DEADLINE_MS, undefined, { signal: timer.signal }).then(() => {
      throw new Error(`it does not say "${message}": ${this.#heard.join("\n")}`);
    });
    try {
      return (await Promise.race([this.#log.next(), late])) as IteratorResult<string, undefined>;
    } finally {
      late.catch(() => undefined);
      timer.abort();
    }
  }
}
