import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AbuseKind, ClientKind, LoadAnswer, LoadCommand, ServerAnswer, ServerKind, Tls } from "./grpc-messages.js";

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
