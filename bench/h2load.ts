import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Long enough for any run on a busy machine. */
const RUN_MS_MAX = 60_000;

/** The call that is made again and again. */
export interface LoadedCall {
  readonly path: string;
  readonly message: Uint8Array;
  /** Of each answer's message. h2load counts a gRPC error as a success: who leaves this out has to look elsewhere. */
  readonly answerBytes?: number;
}

const PREFIX_BYTES = 5;

/** nghttp2's load generator: a light client in C. */
export class H2load {
  readonly #folder = mkdtempSync(join(tmpdir(), "h2load-"));
  readonly #body = join(this.#folder, "request");
  readonly #call: LoadedCall;

  private constructor(call: LoadedCall) {
    this.#call = call;
    const request = Buffer.alloc(PREFIX_BYTES + call.message.length);
    request.writeUInt32BE(call.message.length, 1);
    request.set(call.message, PREFIX_BYTES);
    writeFileSync(this.#body, request);
  }

  static find(call: LoadedCall): H2load | undefined {
    return spawnSync("h2load", ["--version"]).status === 0 ? new H2load(call) : undefined;
  }

  /** The seconds it took. */
  async run(port: number, connections: number, inFlight: number, calls: number, isTls = false): Promise<number> {
    const { path, answerBytes } = this.#call;
    const output = await new Promise<string>((resolve, reject) => {
      const flags = ["-c", `${connections}`, "-m", `${Math.ceil(inFlight / connections)}`, "-n", `${calls}`];
      const headers = ["-H", "content-type: application/grpc", "-H", "te: trailers", "-d", this.#body];
      const url = `${isTls ? "https" : "http"}://127.0.0.1:${port}${path}`;
      execFile("h2load", [...flags, ...headers, url], { timeout: RUN_MS_MAX }, (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`h2load: ${error.message} ${stderr}`));
      });
    });
    const [, minutes = "0", number = "", unit = ""] =
      /finished in (?:([0-9]+):)?([0-9.]+)(us|ms|s|),/.exec(output) ?? [];
    const [, done = ""] = /([0-9]+) succeeded/.exec(output) ?? [];
    const [, data = ""] = /\(([0-9]+)\) data/.exec(output) ?? [];
    const areGood = answerBytes === undefined || Number(data) === calls * (PREFIX_BYTES + answerBytes);
    if (Number(done) !== calls || !areGood) throw new Error(`h2load did not get ${calls} good answers:\n${output}`);
    return Number(minutes) * 60 + Number(number) * (unit === "us" ? 1e-6 : unit === "ms" ? 1e-3 : 1);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
