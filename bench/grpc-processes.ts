import { type ChildProcess, execFile, fork, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type AbuseKind,
  type ClientKind,
  type LoadAnswer,
  type LoadCommand,
  type ServerAnswer,
  type ServerKind,
  type Tls,
  UNARY_PATH,
} from "./grpc-messages.js";

/** Long enough for any answer on a busy machine. */
const ANSWER_MS_MAX = 60_000;

/** Another process that answers each message with one. */
class Helper {
  readonly #process: ChildProcess;

  constructor(file: string, parameters: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#process = fork(path, parameters, { env: { ...process.env, ...environment } });
  }

  ask<Answer>(message?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const child = this.#process;
      const timer = setTimeout(
        () => finish(() => reject(new Error("a process of the benchmark does not answer"))),
        ANSWER_MS_MAX,
      );
      const died = (code: number | null): void =>
        finish(() => reject(new Error(`a process of the benchmark ended with ${String(code)}`)));
      const answered = (answer: unknown): void => finish(() => resolve(answer as Answer));
      const finish = (then: () => void): void => {
        clearTimeout(timer);
        child.off("message", answered).off("exit", died);
        then();
      };
      child.once("message", answered).once("exit", died);
      if (message !== undefined) child.send(message);
    });
  }

  stop(): void {
    this.#process.disconnect();
  }
}

/** A server of one kind, with what it has spent. */
export class BenchServer {
  readonly #helper: Helper;
  readonly port: number;

  private constructor(helper: Helper, port: number) {
    this.#helper = helper;
    this.port = port;
  }

  static async start(kind: ServerKind, tls?: Tls): Promise<BenchServer> {
    const helper = new Helper("grpc-server.js", [kind], tls && { TLS: JSON.stringify(tls) });
    const answer = await helper.ask<ServerAnswer>();
    if (!("port" in answer)) throw new Error("a server says its port first");
    return new BenchServer(helper, answer.port);
  }

  async cpuMicros(): Promise<number> {
    const answer = await this.#helper.ask<ServerAnswer>({ ask: "cpu" });
    return "cpuMicros" in answer ? answer.cpuMicros : NaN;
  }

  stop(): void {
    this.#helper.stop();
  }
}

/** A client of one kind. */
export class BenchLoad {
  readonly #helper: Helper;

  constructor(kind: ClientKind) {
    this.#helper = new Helper("grpc-load.js", [kind]);
  }

  run(command: LoadCommand): Promise<LoadAnswer> {
    return this.#helper.ask<LoadAnswer>(command);
  }

  stop(): void {
    this.#helper.stop();
  }
}

/** Somebody who does a server harm. */
export class BenchAbuse {
  readonly #helper: Helper;

  private constructor(helper: Helper) {
    this.#helper = helper;
  }

  static async start(kind: AbuseKind, port: number): Promise<BenchAbuse> {
    const helper = new Helper("grpc-abuse.js", [kind, `${port}`]);
    await helper.ask();
    return new BenchAbuse(helper);
  }

  stop(): void {
    this.#helper.stop();
  }
}

/** nghttp2's load generator, the neutral party; undefined where it is not installed. */
export class H2load {
  readonly #folder = mkdtempSync(join(tmpdir(), "h2load-"));
  readonly #body = join(this.#folder, "request");

  private constructor() {
    const request = Buffer.alloc(261, "r");
    request[0] = 0;
    request.writeUInt32BE(256, 1);
    writeFileSync(this.#body, request);
  }

  static find(): H2load | undefined {
    return spawnSync("h2load", ["--version"]).status === 0 ? new H2load() : undefined;
  }

  /** The seconds it took. Whether answers were good shows in their bytes: h2load counts a gRPC error as a success. */
  async run(port: number, connections: number, inFlight: number, calls: number, isTls = false): Promise<number> {
    const output = await new Promise<string>((resolve, reject) => {
      const flags = ["-c", `${connections}`, "-m", `${Math.ceil(inFlight / connections)}`, "-n", `${calls}`];
      const headers = ["-H", "content-type: application/grpc", "-H", "te: trailers", "-d", this.#body];
      const url = `${isTls ? "https" : "http"}://127.0.0.1:${port}${UNARY_PATH}`;
      execFile("h2load", [...flags, ...headers, url], { timeout: ANSWER_MS_MAX }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`h2load: ${error.message} ${stderr}`));
      });
    });
    const [, minutes = "0", number = "", unit = ""] =
      /finished in (?:([0-9]+):)?([0-9.]+)(us|ms|s|),/.exec(output) ?? [];
    const [, done = ""] = /([0-9]+) succeeded/.exec(output) ?? [];
    const [, data = ""] = /\(([0-9]+)\) data/.exec(output) ?? [];
    if (Number(done) !== calls || Number(data) !== calls * 261) {
      throw new Error(`h2load did not get ${calls} good answers:\n${output}`);
    }
    return Number(minutes) * 60 + Number(number) * (unit === "us" ? 1e-6 : unit === "ms" ? 1e-3 : 1);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
