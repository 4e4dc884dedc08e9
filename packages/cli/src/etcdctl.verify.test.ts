import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePorts } from "../../grpc/dist/transport/free-ports.test-helper.js";
import { ALONE, withServers } from "../../server/dist/process/child-server.test-helper.js";
import { script } from "../../server/dist/process/etcdctl-script.test-helper.js";
import { masked } from "../../server/dist/process/masked.test-helper.js";
import { equalUrls, goIsMissing, RealEtcd } from "../../server/dist/process/real-etcd.test-helper.js";
import { formats, type Line, users } from "./kvctl-script.test-helper.js";

const KVCTL = fileURLToPath(new URL("main.js", import.meta.url));

let etcd: RealEtcd;

/** A program with what stands before its arguments. */
type Program = readonly [file: string, ...args: string[]];

const etcdctl = (): Program => [etcd.program("etcdctl")];
const kvctl = (): Program => [process.execPath, KVCTL];

void describe("kvctl", { skip: goIsMissing }, () => {
  before(() => {
    etcd = new RealEtcd("etcdctl");
  });
  after(() => etcd[Symbol.asyncDispose]());

  void test("says what etcdctl says, to etcd", async () => {
    const [expected, port] = [await etcd.start(equalUrls), await etcd.start(equalUrls)];
    await compare([...script, ...formats, ...users], expected, port);
  });

  void test("saves a snapshot as etcdctl does", async () => {
    const port = await etcd.start(equalUrls);
    const saved = await Promise.all(
      [etcdctl(), kvctl()].map(async (program, i) => {
        const file = join(etcd.folder, `${i}.db`);
        const text = await said(program, port, { args: ["snapshot", "save", file] });
        return [text.replace(file, "FILE"), statSync(file).size];
      }),
    );
    assert.deepEqual(saved[1], saved[0]);
  });

  void test("says that etcd does not show its log", async () => {
    const text = await said(kvctl(), await etcd.start(equalUrls), { args: ["log"] });
    assert.match(text, /this server does not show its log: only KeyVal does/u);
  });

  void test("says that etcd does not tell what has changed since a snapshot", async () => {
    const [file, next] = [join(etcd.folder, "earlier.db"), join(etcd.folder, "next.db")];
    await withServers(async (start) => {
      const { url } = await start(ALONE).serving();
      await said(kvctl(), Number(new URL(url).port), { args: ["snapshot", "save", file] });
    });
    const args = ["snapshot", "save", next, "--since", file];
    const text = await said(kvctl(), await etcd.start(equalUrls), { args });
    assert.match(text, /this server does not tell what has changed since a snapshot: only KeyVal does/u);
  });

  void test("says to KeyVal what etcdctl says to etcd", async () => {
    const [port = 0, peer = 0] = await freePorts(2);
    await withServers(async (start) => {
      await start(equalUrls(port, peer)).serving();
      await compare(script, await etcd.start(equalUrls), port);
    });
  });
});

async function compare(lines: readonly Line[], expectedPort: number, port: number): Promise<void> {
  const differences: string[] = [];
  for (const line of lines) {
    const [expected, actual] = await Promise.all([said(etcdctl(), expectedPort, line), said(kvctl(), port, line)]);
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
  // Where the line names some itself, this would be one more of them.
  const endpoints = args.includes("--endpoints") ? [] : [`--endpoints=127.0.0.1:${port}`];
  const flags = [...before_, ...endpoints, "--command-timeout=10s", ...args];
  const env = { ...process.env, ...environment };
  const child = spawn(file, flags, { cwd: etcd.folder, env, timeout: 60_000 });
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
