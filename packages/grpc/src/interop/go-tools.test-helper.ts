import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "node:net";
import { freePorts } from "../transport/free-ports.test-helper.js";

const MODULE = "tests/tools";

/** For a test's `skip`. */
export const goIsMissing =
  spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

/** Programs of the module in tests/tools, built into a folder of their own. The first time takes minutes. */
export class GoTools {
  readonly #folder = mkdtempSync(join(tmpdir(), "go-tools-"));
  readonly #running = new Set<ChildProcess>();

  build(...packages: readonly string[]): void {
    execFileSync("go", ["build", "-o", `${this.#folder}/`, ...packages], { cwd: MODULE, timeout: 600_000 });
  }

  /** Runs to the end; what it prints, and its exit code. */
  run(name: string, flags: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
    return new Promise((resolve) => {
      const child = this.#spawn(name, flags);
      let output = "";
      for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (bytes: Buffer) => (output += bytes.toString()));
      const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
      child.on("close", (code) => {
        clearTimeout(timer);
        resolve({ code, output });
      });
    });
  }

  /** Starts a server that is told its port, and waits until it takes connections. */
  async serve(name: string, flags: (port: number) => readonly string[]): Promise<number> {
    const [port = 0] = await freePorts(1);
    this.#spawn(name, flags(port));
    for (let attempt = 0; attempt < 200; attempt++) {
      if (await isOpen(port)) return port;
      await sleep(50);
    }
    throw new Error(`${name} does not listen on port ${port}`);
  }

  remove(): void {
    for (const child of this.#running) child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true });
  }

  #spawn(name: string, flags: readonly string[]): ChildProcess {
    const child = spawn(join(this.#folder, name), flags, { stdio: ["ignore", "pipe", "pipe"] });
    this.#running.add(child);
    child.on("close", () => this.#running.delete(child));
    return child;
  }
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    socket.on("connect", () => socket.destroy());
  });
}
