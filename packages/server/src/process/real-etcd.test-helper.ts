import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";

/** For a test's `skip`. */
export const goIsMissing =
  spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

/** Makes flags that etcd and KeyVal both take, for a server alone. */
export type AloneFlags = (port: number, peer: number) => string[];

/** As it is reached. */
export const ownUrls: AloneFlags = (port, peer) =>
  flagsOf(port, peer, `http://127.0.0.1:${port}`, `http://127.0.0.1:${peer}`);

/** As servers that start without flags say it: equal peer URLs make equal ids, in etcd and in KeyVal. */
export const equalUrls: AloneFlags = (port, peer) =>
  flagsOf(port, peer, "http://localhost:2379", "http://localhost:2380");

/** etcd and its tools as `tests/tools/etcd` builds them; as many servers as are wanted, all of them gone in the end. */
export class RealEtcd implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "keyval-etcd-"));
  readonly #running = new Set<ChildProcess>();

  /** The first time takes minutes. */
  constructor(...tools: readonly string[]) {
    const programs = ["etcd", ...tools].map((name) => `./${name}`);
    execFileSync("go", ["build", "-o", `${this.folder}/`, ...programs], { cwd: "tests/tools/etcd", timeout: 900_000 });
  }

  program(name: string): string {
    return join(this.folder, name);
  }

  /** Resolves with the port for clients once it serves them. */
  async start(flags: AloneFlags = ownUrls, ...more: readonly string[]): Promise<number> {
    const [port = 0, peer = 0] = await freePorts(2);
    const all = ["--log-level=error", ...flags(port, peer), ...more];
    this.#running.add(spawn(this.program("etcd"), all, { cwd: this.folder, stdio: "ignore" }));
    for (let i = 0; !(await isHealthy(port)); i++) {
      assert.ok(i < 240, "etcd does not answer");
      await sleep(250);
    }
    return port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) {
      if (child.exitCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(this.folder, { recursive: true });
  }
}

function flagsOf(port: number, peer: number, advertised: string, advertisedPeer: string): string[] {
  return [
    `--data-dir=data-${port}`,
    `--listen-client-urls=http://127.0.0.1:${port}`,
    `--advertise-client-urls=${advertised}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=${advertisedPeer}`,
    `--initial-cluster=default=${advertisedPeer}`,
  ];
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
  } catch {
    return false;
  }
}
