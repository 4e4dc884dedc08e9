import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePorts, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { script } from "../../server/dist/process/etcdctl-script.test-helper.js";
import { masked } from "../../server/dist/process/masked.test-helper.js";
import { formats, type Line, users } from "./kvctl-script.test-helper.js";

const goIsMissing = spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

const KVCTL = fileURLToPath(new URL("main.js", import.meta.url));
const PEER_URL = "http://localhost:2380";

const folder = mkdtempSync(join(tmpdir(), "keyval-kvctl-"));

/** A program with what stands before its arguments. */
type Program = readonly [file: string, ...args: string[]];

const etcdctl: Program = [join(folder, "etcdctl")];
const kvctl: Program = [process.execPath, KVCTL];

void describe("kvctl", { skip: goIsMissing }, () => {
  before(() => {
    const build = ["build", "-o", `${folder}/`, "./etcd", "./etcdctl"];
    execFileSync("go", build, { cwd: "tests/tools/etcd", timeout: 900_000 });
  });
  after(() => rmSync(folder, { recursive: true }));

  void test("says what etcdctl says, to etcd", async () => {
    await withEtcd("a", (expected) =>
      withEtcd("b", (port) => compare([...script, ...formats, ...users], expected, port)),
    );
  });

  void test("saves a snapshot as etcdctl does", async () => {
    await withEtcd("d", async (port) => {
      const saved = await Promise.all(
        [etcdctl, kvctl].map(async (program, i) => {
          const file = join(folder, `${i}.db`);
          const text = await said(program, port, { args: ["snapshot", "save", file] });
          return [text.replace(file, "FILE"), statSync(file).size];
        }),
      );
      assert.deepEqual(saved[1], saved[0]);
    });
  });

  void test("says to KeyVal what etcdctl says to etcd", async () => {
    const [port = 0, peer = 0] = await freePorts(2);
    await withServers(async (start) => {
      await start(flagsOf(port, peer)).serving();
      await withEtcd("c", (expected) => compare(script, expected, port));
    });
  });
});

async function compare(lines: readonly Line[], expectedPort: number, port: number): Promise<void> {
  const differences: string[] = [];
  for (const line of lines) {
    const [expected, actual] = await Promise.all([said(etcdctl, expectedPort, line), said(kvctl, port, line)]);
    if (expected !== actual) differences.push(`${line.args.join(" ")}\n--- etcdctl: ${expected}\n--- kvctl: ${actual}`);
  }
  assert.equal(differences.join("\n\n"), "");
}

/** What a program says, and how it ends. */
async function said(
  [file, ...before_]: Program,
  port: number,
  { args, input = "", environment = {} }: Line,
): Promise<string> {
  const flags = [...before_, `--endpoints=127.0.0.1:${port}`, "--command-timeout=10s", ...args];
  const env = { ...process.env, ...environment };
  const child = spawn(file, flags, { cwd: folder, env, timeout: 60_000 });
  child.stdin.on("error", () => undefined).end(input);
  let out = "";
  let error = "";
  child.stdout.setEncoding("latin1").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (error += text));
  const [status] = (await once(child, "close")) as [number | null];
  return withoutChance(masked(`exit ${status ?? "by signal"}\n${out}\n${complaint(error)}`));
}

/** Ids of leases and durations in the formats that only these scripts ask for. */
function withoutChance(text: string): string {
  return text.replaceAll(/"ID" : \d{15,}/gu, "ID").replaceAll(/"[tT]ook" ?: ?"?[\d.µm]+s"?/gu, "TOOK");
}

/** The first line that is no log: etcdctl goes on with its usage, kvctl with advice. */
function complaint(text: string): string {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  return (lines[0] ?? "").replaceAll("etcdctl", "kvctl");
}

async function withEtcd(name: string, work: (port: number) => Promise<void>): Promise<void> {
  const [port = 0, peer = 0] = await freePorts(2);
  const home = join(folder, name);
  mkdirSync(home);
  const etcd = spawn(join(folder, "etcd"), flagsOf(port, peer), { cwd: home, stdio: "ignore" });
  try {
    await answering(port);
    await work(port);
  } finally {
    await ended(etcd);
  }
}

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

async function answering(port: number): Promise<void> {
  for (let i = 0; !(await said(etcdctl, port, { args: ["endpoint", "health"] })).startsWith("exit 0"); i++) {
    assert.ok(i < 60, "etcd does not answer");
    await setTimeout(500);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
