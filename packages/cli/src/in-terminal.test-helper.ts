import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const IN_TERMINAL = fileURLToPath(new URL("../../../tests/tools/pty/in_terminal.py", import.meta.url));
export const KVCTL: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL("../../keyval/dist/kvctl/main.js", import.meta.url)),
];

/** A slow machine may take its time, but not for ever. */
const DEADLINE_MS = 180_000;

const hasPython = spawnSync("python3", ["-c", "import pty, os; os.waitstatus_to_exitcode"]).status === 0;

/** Why nothing can be run in a terminal here. */
export const terminalIsMissing = hasPython ? false : "needs Python 3.9 with its module pty: install python3";

/** A program as somebody sees it who sits at a terminal. */
export class InTerminal {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown[]>;
  #screen = "";
  /** How much of it was there when something was typed last. */
  #before = 0;

  constructor(...program: readonly string[]) {
    const env = { ...process.env, TERM: "xterm", NO_COLOR: "1" };
    this.#child = spawn("python3", [IN_TERMINAL, ...program], { env });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#screen += text.replaceAll("\r\n", "\n");
    });
    this.#child.stdin.on("error", () => undefined);
    this.#ended = once(this.#child, "close");
  }

  /** All that has appeared. */
  get screen(): string {
    return this.#screen;
  }

  /** What has appeared since something was typed last. */
  get latest(): string {
    return this.#screen.slice(this.#before);
  }

  type(keys: string): void {
    this.#before = this.#screen.length;
    this.#child.stdin.write(keys);
  }

  /** Waits until this appears behind what was typed last. */
  async sees(expected: RegExp): Promise<void> {
    for (const end = Date.now() + DEADLINE_MS; !expected.test(this.latest);) {
      assert.ok(Date.now() < end, `${expected} in:\n${this.#screen}`);
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
    }
  }

  async status(): Promise<unknown> {
    const [status] = await this.#ended;
    return status;
  }

  kill(): void {
    this.#child.stdin.end();
    this.#child.kill("SIGKILL");
  }
}
