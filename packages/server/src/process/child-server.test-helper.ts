import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Maintenance, type Init, type MessageCodec } from "@keyval/api";
import { callUnary, Channel, type Method } from "@keyval/grpc";
import { dialer, nodeClock } from "@keyval/grpc/transport";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";

const MAIN = fileURLToPath(new URL("../main.js", import.meta.url));

/** A slow machine may take its time, but not for ever: less than a test has. */
const DEADLINE_MS = 240_000;

/** A line of the server's log. */
type LogLine = Readonly<Record<string, unknown>>;

/** As the API describes its methods. */
interface UnaryMethod<Request, Response> {
  readonly path: string;
  readonly kind: "unary";
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
}

/** A server in a process of its own. */
export class ChildServer {
  readonly process: ChildProcess;
  readonly lines: LogLine[] = [];
  readonly cwd: string;
  readonly #directory: string;
  readonly #waiting = new Set<() => void>();
  /** What is no line of JSON. */
  text = "";
  #channel: Channel | undefined;

  /** What `shell` says, "ulimit -n 256;" for instance, a shell does in the process before it becomes the server. */
  constructor(flags: readonly string[], directory: string, nodeOptions: readonly string[], shell: string) {
    this.cwd = directory;
    this.#directory = directory;
    const args = ["-c", `${shell} exec "$0" "$@"`, process.execPath, ...nodeOptions, MAIN, ...flags];
    this.process = spawn("sh", args, { cwd: directory, stdio: ["ignore", "ignore", "pipe"] });
    const { stderr } = this.process;
    assert.ok(stderr !== null);
    createInterface({ input: stderr }).on("line", (line) => {
      this.#heard(line);
    });
    this.process.once("exit", () => {
      this.#wake();
    });
  }

  /** Resolves with the first line that has this message; rejects if the process ends without one, or takes too long. */
  said(message: string): Promise<LogLine> {
    return this.heard(({ msg }) => msg === message, `"${message}"`);
  }

  /** The same for a line that holds something. */
  async heard(holds: (line: LogLine) => boolean, what = holds.toString()): Promise<LogLine> {
    for (const end = Date.now() + DEADLINE_MS; ;) {
      const line = this.lines.find(holds);
      if (line !== undefined) return line;
      if (this.#hasEnded) throw new Error(`a server ended without saying ${what}: ${this.#heardSoFar}`);
      if (Date.now() >= end) throw new Error(`a server does not say ${what}: ${this.#heardSoFar}`);
      await this.#hearsMore(end);
    }
  }

  async serving(): Promise<this> {
    const { address } = await this.said("serving client traffic");
    this.#channel = new Channel({
      addresses: [this.#dialledAt(String(address))],
      dial: dialer(),
      clock: nodeClock,
      random: Math.random,
      failed: (bug) => {
        throw bug;
      },
    });
    return this;
  }

  get channel(): Channel {
    assert.ok(this.#channel !== undefined, "the server serves");
    return this.#channel;
  }

  get url(): string {
    return String(this.lines.find(({ msg }) => msg === "serving client traffic")?.["address"]);
  }

  call<Request, Response>(method: UnaryMethod<Request, Response>, request: Init<Request>): Promise<Response> {
    return callUnary(this.channel, method as Method<Init<Request>, Response, "unary">, request, { timeoutMs: 10_000 });
  }

  /** Sends a signal and resolves with how the process ended. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
    this.#channel?.abort();
    if (!this.#hasEnded) this.process.kill(signal);
    await this.ended();
    return this.process.exitCode ?? this.process.signalCode;
  }

  async ended(): Promise<number | null> {
    for (const end = Date.now() + DEADLINE_MS; !this.#hasEnded;) {
      if (Date.now() >= end) throw new Error(`a server does not end: ${this.#heardSoFar}`);
      await this.#hearsMore(end);
    }
    return this.process.exitCode;
  }

  /** Sockets in files are in the server's working directory; a path to one may not be long. */
  #dialledAt(url: string): string {
    const [scheme = "", place = ""] = url.split("://");
    return scheme === "unix" ? `unix:${relative(process.cwd(), join(this.#directory, place))}` : place;
  }

  get #hasEnded(): boolean {
    return this.process.exitCode !== null || this.process.signalCode !== null;
  }

  get #heardSoFar(): string {
    return `${this.text} ${JSON.stringify(this.lines)}`;
  }

  /** Resolves when there is another line, the process has ended, or it is time. */
  #hearsMore(end: number): Promise<void> {
    return new Promise((resolve) => {
      const woken = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(woken);
        resolve();
      };
      const timer = setTimeout(woken, end - Date.now());
      this.#waiting.add(woken);
    });
  }

  #heard(line: string): void {
    try {
      this.lines.push(JSON.parse(line) as LogLine);
    } catch {
      this.text += `${line}\n`;
    }
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resolve of waiting) resolve();
  }
}

/** Servers in a folder of their own, none of which is left when the work has ended. */
export async function withServers(
  work: (
    start: (flags: readonly string[], nodeOptions?: readonly string[], shell?: string) => ChildServer,
  ) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "keyval-server-"));
  const started: ChildServer[] = [];
  try {
    await work((flags, nodeOptions = [], shell = "") => {
      const server = new ChildServer(flags, folder, nodeOptions, shell);
      started.push(server);
      return server;
    });
  } finally {
    await Promise.all(started.map((server) => server.end("SIGKILL")));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** For a single node on any port. */
export const ALONE = [
  "--listen-client-urls=http://127.0.0.1:0",
  "--listen-peer-urls=http://127.0.0.1:0",
  "--data-dir=data",
];

/** Flags of each member of a cluster on this machine, by name. */
export async function clusterFlags(names: readonly string[]): Promise<Map<string, string[]>> {
  const ports = await freePorts(names.length);
  const peers = names.map((_, i) => `http://127.0.0.1:${ports[i] ?? 0}`);
  const initial = names.map((name, i) => `${name}=${peers[i] ?? ""}`).join(",");
  return new Map(
    names.map((name, i) => [
      name,
      [
        `--name=${name}`,
        "--listen-client-urls=http://127.0.0.1:0",
        `--listen-peer-urls=${peers[i] ?? ""}`,
        `--initial-advertise-peer-urls=${peers[i] ?? ""}`,
        `--initial-cluster=${initial}`,
      ],
    ]),
  );
}

export function leaderOf(servers: ReadonlyMap<string, ChildServer>): Promise<[string, ChildServer]> {
  return eventually(async () => {
    for (const [name, server] of servers) {
      const { leader, header } = await server.call(Maintenance.methods.Status, {});
      if (leader === header?.memberId) return [name, server];
    }
    throw new Error("nobody leads");
  });
}

/** Tries until it holds: what it waits for needs other processes. */
export async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (const end = Date.now() + DEADLINE_MS; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await delay(50);
  }
}
