import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePorts, withServers } from "./child-server.test-helper.js";
import { type Command, script } from "./etcdctl-script.test-helper.js";
import { masked } from "./masked.test-helper.js";

const goIsMissing = spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

const folder = mkdtempSync(join(tmpdir(), "keyval-etcd-"));

const PEER_URL = "http://localhost:2380";

describe("etcdctl", { skip: goIsMissing }, () => {
  before(() => {
    const build = ["build", "-o", `${folder}/`, "./etcd", "./etcdctl"];
    execFileSync("go", build, { cwd: "tests/tools/etcd", timeout: 900_000 });
  });
  after(() => rmSync(folder, { recursive: true }));

  test("is told the same by KeyVal as by etcd", async () => {
    const [etcdPort = 0, etcdPeer = 0, port = 0, peer = 0] = await freePorts(4);
    const etcd = spawn(join(folder, "etcd"), flagsOf(etcdPort, etcdPeer), { cwd: folder, stdio: "ignore" });
    try {
      await withServers(async (start) => {
        await start(flagsOf(port, peer)).serving();
        await answering(etcdPort);
        for (const command of script) {
          const line = `etcdctl ${command.args.join(" ")}`;
          assert.equal(`${line}\n${answer(port, command)}`, `${line}\n${answer(etcdPort, command)}`);
        }
      });
    } finally {
      await ended(etcd);
    }
  });
});

/** The same peer URL makes the same ids. */
function flagsOf(port: number, peer: number): string[] {
  return [
    "--data-dir=data",
    `--listen-client-urls=http://127.0.0.1:${port}`,
    "--advertise-client-urls=http://localhost:2379",
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=${PEER_URL}`,
    `--initial-cluster=default=${PEER_URL}`,
  ];
}

function etcdctl(port: number, { args, input = "" }: Command): ReturnType<typeof spawnSync> {
  const flags = [`--endpoints=127.0.0.1:${port}`, "--command-timeout=10s", ...args];
  return spawnSync(join(folder, "etcdctl"), flags, { input, encoding: "utf8", timeout: 60_000, cwd: folder });
}

async function answering(port: number): Promise<void> {
  for (let i = 0; etcdctl(port, { args: ["endpoint", "health"] }).status !== 0; i++) {
    assert.ok(i < 60, "etcd does not answer");
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
}

/** All that the client says. */
function answer(port: number, command: Command): string {
  const { status, stdout, stderr } = etcdctl(port, command);
  const said = String(stderr)
    .split("\n")
    .filter((line) => !line.startsWith("{"));
  return masked(`exit ${status}\n${String(stdout)}\n${said.join("\n")}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
