import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
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

  test("is told the same by KeyVal as by etcd", async () => {
    const [port = 0, peer = 0] = await freePorts(2);
    await withServers(async (start) => {
      await start(equalUrls(port, peer)).serving();
      const etcdPort = await etcd.start(equalUrls);
      for (const command of script) {
        const line = `etcdctl ${command.args.join(" ")}`;
        assert.equal(`${line}\n${answer(port, command)}`, `${line}\n${answer(etcdPort, command)}`);
      }
    });
  });
});

function etcdctl(port: number, { args, input = "" }: Command): ReturnType<typeof spawnSync> {
  const flags = [`--endpoints=127.0.0.1:${port}`, "--command-timeout=10s", ...args];
  return spawnSync(etcd.program("etcdctl"), flags, { input, encoding: "utf8", timeout: 60_000, cwd: etcd.folder });
}

/** All that the client says. */
function answer(port: number, command: Command): string {
  const { status, stdout, stderr } = etcdctl(port, command);
  const said = String(stderr)
    .split("\n")
    .filter((line) => !line.startsWith("{"));
  return masked(`exit ${status}\n${String(stdout)}\n${said.join("\n")}`);
}
