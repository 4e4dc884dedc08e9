import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { withServers } from "./child-server.test-helper.js";
import { type Command, script } from "./etcdctl-script.test-helper.js";
import { masked } from "./masked.test-helper.js";
import { equalUrls, goIsMissing, RealEtcd } from "./real-etcd.test-helper.js";

let etcd: RealEtcd;

describe("etcdctl", { skip: goIsMissing }, () => {
  before(() => {
    etcd = new RealEtcd("etcdctl");
  });
  after(() => etcd[Symbol.asyncDispose]());

  test("is told the same by KeyVal as by etcd", () => isToldTheSame(etcd.program("etcdctl")));

  test("of years ago, as Debian has it, is told the same by KeyVal as by etcd", async (context) => {
    const program = debiansEtcdctl();
    if (program === undefined) context.skip("needs Debian's package etcd-client: apt-get update");
    else await isToldTheSame(program);
  });
});

async function isToldTheSame(program: string): Promise<void> {
  const [port = 0, peer = 0] = await freePorts(2);
  await withServers(async (start) => {
    await start(equalUrls(port, peer)).serving();
    const etcdPort = await etcd.start(equalUrls);
    for (const command of script) {
      const line = `etcdctl ${command.args.join(" ")}`;
      assert.equal(`${line}\n${answer(program, port, command)}`, `${line}\n${answer(program, etcdPort, command)}`);
    }
  });
}

/** Fetched as a file and unpacked, so that nothing is installed. */
function debiansEtcdctl(): string | undefined {
  const folder = join(etcd.folder, "debian");
  mkdirSync(folder);
  spawnSync("apt-get", ["download", "etcd-client"], { cwd: folder, timeout: 120_000 });
  for (const file of readdirSync(folder)) spawnSync("dpkg-deb", ["--extract", file, "."], { cwd: folder });
  const program = join(folder, "usr/bin/etcdctl");
  return existsSync(program) ? program : undefined;
}

/** All that the client says. */
function answer(program: string, port: number, { args, input = "" }: Command): string {
  const flags = [`--endpoints=127.0.0.1:${port}`, "--command-timeout=10s", ...args];
  const options = { input, encoding: "utf8", timeout: 60_000, cwd: etcd.folder } as const;
  const { status, stdout, stderr } = spawnSync(program, flags, options);
  const said = stderr.split("\n").filter((line) => !line.startsWith("{"));
  return masked(`exit ${status}\n${stdout}\n${said.join("\n")}`);
}
