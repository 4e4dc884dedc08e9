import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runExample } from "../../../client/dist/testing/run-example.test-helper.js";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { type Block, blocksOf, exchangesOf } from "./page-blocks.test-helper.js";
import { type Place, Shell, Terminal } from "./shell.test-helper.js";
import { isShown, masked } from "./shown-output.test-helper.js";

const CLIENTS = "2379";
const PEERS = "2380";

const KEYVAL = fileURLToPath(new URL("../../../server/dist/main.js", import.meta.url));
const KVCTL = fileURLToPath(new URL("../main.js", import.meta.url));

/** Does what a page tells its readers to do, from its beginning to its end, in an empty folder. */
export async function walkPage(page: string, etcdctl: string): Promise<void> {
  const ports = await portsFor(page);
  const folder = mkdtempSync(join(tmpdir(), "keyval-page-"));
  mkdirSync(join(folder, "work"));
  const walk = new Walk(placeIn(folder, etcdctl, ports));
  try {
    for (const [at, block] of blocksOf(exchanged(page, ports)).entries()) {
      await walk.follow(block, blocksOf(page)[at + 1]).catch((error: unknown) => {
        throw new Error(`line ${block.line}: ${String(error)}`, { cause: error });
      });
    }
  } finally {
    walk.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Free ports for those that the page names, and for those that the programs take by themselves. */
async function portsFor(page: string): Promise<ReadonlyMap<string, string>> {
  const named = page.matchAll(/(?:127\.0\.0\.1|localhost):(\d{4,5})\b/gu);
  const ports = [...new Set([CLIENTS, PEERS, ...[...named].map(([, port = ""]) => port)])];
  const free = await freePorts(ports.length);
  return new Map(ports.map((port, at) => [port, String(free[at])]));
}

function exchanged(text: string, ports: ReadonlyMap<string, string>): string {
  return text.replaceAll(/:(\d{4,5})\b/gu, (_, port: string) => `:${ports.get(port) ?? port}`);
}

function placeIn(folder: string, etcdctl: string, ports: ReadonlyMap<string, string>): Place {
  const bin = join(folder, "bin");
  const endpoint = `127.0.0.1:${ports.get(CLIENTS) ?? ""}`;
  const programs = {
    keyval: `"${process.execPath}" "${KEYVAL}"`,
    kvctl: `"${process.execPath}" "${KVCTL}"`,
    // Others would take the variable for a mistake beside their own flag.
    etcdctl: `env ETCDCTL_ENDPOINTS=${endpoint} "${etcdctl}"`,
  };
  mkdirSync(bin);
  for (const [name, program] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
  }
  const back = new Map([...ports].map(([port, free]) => [free, port]));
  return {
    cwd: join(folder, "work"),
    env: {
      PATH: [bin, process.env["PATH"]].join(delimiter),
      HOME: folder,
      KEYVAL_LISTEN_CLIENT_URLS: `http://${endpoint}`,
      KEYVAL_LISTEN_PEER_URLS: `http://127.0.0.1:${ports.get(PEERS) ?? ""}`,
      KVCTL_ENDPOINTS: endpoint,
      // A machine that does much else meanwhile makes none of the pages false.
      KVCTL_COMMAND_TIMEOUT: "60s",
    },
    shown: (output) => exchanged(output, back),
  };
}

class Walk {
  readonly #place: Place;
  readonly #shell: Shell;
  readonly #terminals = new Map<string, Terminal>();

  constructor(place: Place) {
    this.#place = place;
    this.#shell = new Shell(place);
  }

  end(): void {
    for (const running of [this.#shell, ...this.#terminals.values()]) running[Symbol.dispose]();
  }

  /** The next block is where a program's output stands. */
  async follow(block: Block, next: Block | undefined): Promise<void> {
    if (block.notRun !== undefined || block.language === "text") return;
    if (block.language === "sh") await this.#script(block.text);
    else if (block.language === "ts") await this.#program(block.text, next);
    else if (block.language !== "console") assert.fail("a block that is not run has to say why");
    else if (block.terminal !== undefined) await this.#inTerminal(block.terminal, block.text);
    else await this.#transcript(block.text);
  }

  async #script(script: string): Promise<void> {
    const { output, status } = await this.#shell.run(`set -e\n${script}\nset +e`);
    assert.equal(status, 0, output);
  }

  async #transcript(transcript: string): Promise<void> {
    for (const { command, output: written } of exchangesOf(transcript)) {
      const shown = this.#place.shown(written);
      const { output, status } = await this.#shell.run(command);
      // Who fails says so.
      assert.ok(status === 0 || shown !== "", `${command} ended with ${status}:\n${output}`);
      if (!isShown(output, shown)) assert.equal(masked(output.trimEnd()), masked(shown), command);
    }
  }

  async #inTerminal(name: string, transcript: string): Promise<void> {
    const [started] = exchangesOf(transcript);
    if (started !== undefined) this.#terminals.set(name, new Terminal(started.command, this.#place));
    const terminal = this.#terminals.get(name);
    assert.ok(terminal !== undefined, `nothing runs in the terminal ${name}`);
    if (transcript === "^C") await terminal.interrupt();
    else await terminal.shows(this.#place.shown(started?.output ?? transcript));
  }

  async #program(program: string, next: Block | undefined): Promise<void> {
    const output = this.#place.shown(await runExample(program));
    const shown = next?.language === "text" ? next.text : "";
    if (!isShown(output, shown)) assert.equal(masked(output.trimEnd()), masked(shown));
  }
}
