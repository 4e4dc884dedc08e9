import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../../../server/dist/process/child-server.test-helper.js";
import { Client } from "../client.js";

/** For a test's `skip`. */
export const goIsMissing =
  spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

/** etcd as `tests/tools/etcd` builds it, as many servers as are wanted, all of them gone in the end. */
export class Etcd implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "client-etcd-"));
  readonly #running: ChildProcess[] = [];

  /** The first time takes minutes. */
  constructor() {
    execFileSync("go", ["build", "-o", `${this.#folder}/`, "./etcd"], { cwd: "tests/tools/etcd", timeout: 900_000 });
  }

  /** Starts a server alone; resolves with its endpoint once it answers. */
  async start(...flags: readonly string[]): Promise<string> {
    const [port = 0, peerPort = 0] = await freePorts(2);
    const endpoint = `http://127.0.0.1:${port}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    const child = spawn(
      join(this.#folder, "etcd"),
      [
        `--data-dir=data${port}`,
        `--listen-client-urls=${endpoint}`,
        `--advertise-client-urls=${endpoint}`,
        `--listen-peer-urls=${peer}`,
        `--initial-advertise-peer-urls=${peer}`,
        `--initial-cluster=default=${peer}`,
        ...flags,
      ],
      { cwd: this.#folder, stdio: "ignore" },
    );
    this.#running.push(child);
    using client = new Client({ endpoints: endpoint });
    await client.rpc.maintenance.status({}, { timeoutMs: 60_000 });
    return endpoint;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) {
      if (child.exitCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(this.#folder, { recursive: true });
  }
}
