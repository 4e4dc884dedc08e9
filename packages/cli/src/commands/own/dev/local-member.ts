import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

/** How long a member may take to end in order. */
const STOP_MS = 10_000;

type MemberState = "starting" | "serving" | "paused" | "stopped";

interface LocalMemberOptions {
  readonly name: string;
  /** The server's program, with what stands before its flags. */
  readonly program: readonly string[];
  readonly flags: readonly string[];
  /** Where what the server says is kept. */
  readonly logFile: string;
  /** Called with a sentence when something happened that nobody asked for just now. */
  readonly tell: (sentence: string) => void;
}

/** A server in a process of its own, which is started and ended as often as wanted, and never outlives this process. */
export class LocalMember {
  readonly #options: LocalMemberOptions;
  #child: ChildProcess | undefined;
  #state: MemberState = "stopped";

  constructor(options: LocalMemberOptions) {
    this.#options = options;
    process.on("exit", this.#kill);
  }

  get name(): string {
    return this.#options.name;
  }

  get state(): MemberState {
    return this.#state;
  }

  start(): void {
    if (this.#child !== undefined) return;
    const { program, flags, logFile } = this.#options;
    const [file = "", ...before] = program;
    const child = spawn(file, [...before, ...flags], { stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    this.#state = "starting";
    const log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
    createInterface({ input: child.stderr }).on("line", (line) => {
      log.write(`${line}\n`);
      if (this.#state === "starting" && line.includes('"serving client traffic"')) {
        this.#state = "serving";
        this.#options.tell(`${this.name} serves clients`);
      }
    });
    child.on("error", (error) => {
      this.#ended(child, error.message);
    });
    child.on("exit", (status, signal) => {
      log.end();
      this.#ended(child, `${signal ?? `exit status ${status ?? 0}`}: see ${logFile}`);
    });
  }

  /** As an operator would, and with force if that takes too long. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const ended = once(child, "exit");
    child.kill("SIGCONT");
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(force);
    this.#state = "stopped";
  }

  /** The process stands still, and its connections stay. */
  pause(): void {
    if (this.#child?.kill("SIGSTOP") === true) this.#state = "paused";
  }

  resume(): void {
    if (this.#state === "paused" && this.#child?.kill("SIGCONT") === true) this.#state = "serving";
  }

  async close(): Promise<void> {
    await this.stop();
    process.off("exit", this.#kill);
  }

  #ended(child: ChildProcess, why: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#state = "stopped";
    this.#options.tell(`${this.name} ended (${why})`);
  }

  readonly #kill = (): void => {
    this.#child?.kill("SIGKILL");
  };
}
