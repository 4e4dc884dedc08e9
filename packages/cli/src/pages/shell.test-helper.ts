import { type ChildProcessByStdio, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { eventually } from "../../../server/dist/process/child-server.test-helper.js";
import { beginningAs, masked } from "./shown-output.test-helper.js";

const ENDED = /\nended with (\d+)\n$/u;

/** Told of a job that was killed, by a shell that nobody sits at. */
const KILLED = /^\.\/\.step: line \d+: +\d+ Killed .*\n?/gmu;

/** Where a program is run. */
export interface Place {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What a reader of the page would see instead. */
  readonly shown: (output: string) => string;
}

/** A program with all that it starts, and what they write. */
class Running {
  readonly child: ChildProcessByStdio<Writable, Readable, null>;
  text = "";

  constructor(args: readonly string[], { cwd, env }: Place) {
    // A group of their own, so that nothing is left of them.
    this.child = spawn("bash", args, { cwd, env, detached: true, stdio: ["pipe", "pipe", "ignore"] });
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.text += text;
    });
  }

  /** Resolves with what is found in the output once it is there. */
  until<T>(find: () => T | null, what: string): Promise<T> {
    return eventually(() => {
      const found = find();
      return found === null ? Promise.reject(new Error(`no ${what} in:\n${this.text}`)) : Promise.resolve(found);
    });
  }

  signal(signal: NodeJS.Signals): void {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // All of them have ended.
    }
  }
}

/** Where the commands of a page are given one after the other. */
export class Shell implements Disposable {
  readonly #bash: Running;
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
    this.#bash = new Running(["--noprofile", "--norc"], place);
    this.#bash.child.stdin.write("exec 2>&1\n");
  }

  /** Resolves once the script has ended; what it started in the background goes on. */
  async run(script: string): Promise<{ readonly output: string; readonly status: number }> {
    this.#bash.text = "";
    writeFileSync(join(this.#place.cwd, ".step"), `${script}\n`);
    this.#bash.child.stdin.write(". ./.step < /dev/null; printf '\\nended with %s\\n' $?\n");
    const [ending, status] = await this.#bash.until(() => ENDED.exec(this.#bash.text), `end of ${script}`);
    const output = this.#bash.text.slice(0, -ending.length).replaceAll(KILLED, "");
    return { output: this.#place.shown(output), status: Number(status) };
  }

  [Symbol.dispose](): void {
    this.#bash.signal("SIGKILL");
  }
}

/** Another terminal, with a program that goes on while the page goes on. */
export class Terminal implements Disposable {
  readonly #program: Running;
  readonly #place: Place;
  /** As much of the masked output as the page has shown. */
  #read = 0;

  constructor(command: string, place: Place) {
    this.#place = place;
    this.#program = new Running(["-c", `exec 2>&1\n${command}`], place);
    this.#program.child.stdin.end();
  }

  /** Resolves once the output goes on as the page shows it. */
  async shows(shown: string): Promise<void> {
    const wanted = beginningAs(shown);
    const found = await this.#program.until(() => wanted.exec(this.#unread), `"${shown}"`);
    this.#read += found[0].length;
  }

  async interrupt(): Promise<void> {
    this.#program.signal("SIGINT");
    await this.#program.until(() => (this.#program.child.stdout.readableEnded ? true : null), "end");
  }

  [Symbol.dispose](): void {
    this.#program.signal("SIGKILL");
  }

  /** Whole lines only: a mask may need more than has arrived. */
  get #unread(): string {
    const { text } = this.#program;
    return masked(this.#place.shown(text.slice(0, text.lastIndexOf("\n") + 1))).slice(this.#read);
  }
}
