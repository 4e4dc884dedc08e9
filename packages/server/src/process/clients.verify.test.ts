import assert from "node:assert/strict";
import { execFile, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Maintenance } from "@keyval/api";
import { Etcd3 } from "etcd3";
import { clusterFlags, freePorts, withServers } from "./child-server.test-helper.js";
import { playEtcd3 } from "./etcd3-script.test-helper.js";

const goIsMissing = spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

const folder = mkdtempSync(join(tmpdir(), "keyval-clients-"));

/** Each tells, line by line, what a server at this port answered. */
const scripts = {
  "etcd's own client for Go": async (port: number) => {
    const program = join(folder, "clientscript");
    const { stdout } = await promisify(execFile)(program, [`127.0.0.1:${port}`], { timeout: 120_000 });
    return stdout;
  },
  "the npm package etcd3": async (port: number) => {
    const client = new Etcd3({ hosts: `http://127.0.0.1:${port}` });
    const said: string[] = [];
    try {
      await playEtcd3(client, (...told) => said.push(JSON.stringify(told, maskedFields)));
    } finally {
      client.close();
    }
    return said.join("\n");
  },
} satisfies Record<string, (port: number) => Promise<string>>;

describe("clients written for etcd", { skip: goIsMissing }, () => {
  before(() => {
    const build = ["build", "-o", `${folder}/`, "./etcd", "./clientscript"];
    execFileSync("go", build, { cwd: "tests/tools/etcd", timeout: 900_000 });
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, script] of Object.entries(scripts)) {
    test(`${name}: one member of KeyVal says what one of etcd says`, async () => {
      const expected = await withEtcd(script);
      await withServers(async (start) => {
        const [port = 0, peer = 0] = await freePorts(2);
        await start(aloneFlags(port, peer)).serving();
        assert.equal(await script(port), expected);
      });
    });

    test(`${name}: a member that follows says the same`, async () => {
      const expected = await withEtcd(script);
      await withServers(async (start) => {
        const flags = await clusterFlags(["a", "b", "c"]);
        const servers = await Promise.all([...flags.values()].map((own) => start(own).serving()));
        const told = await Promise.all(servers.map((server) => server.call(Maintenance.methods.Status, {})));
        const follower = servers.find((_, i) => told[i]?.header?.memberId !== told[i]?.leader);
        assert.ok(follower !== undefined);
        assert.equal(ofOneMember(await script(Number(new URL(follower.url).port))), ofOneMember(expected));
      });
    });
  }
});

/** A cluster begins at the same revision, but has more members, another name, and perhaps another leader. */
function ofOneMember(transcript: string): string {
  return transcript
    .split("\n")
    .filter((line) => !/^(?:members|status|move to nobody)/u.test(line))
    .join("\n");
}

function maskedFields(field: string, value: unknown): unknown {
  const isOfTheServer = ["cluster_id", "member_id", "raft_term", "lease"].includes(field);
  return isOfTheServer && value !== "0" ? "MASKED" : value;
}

function aloneFlags(port: number, peer: number): string[] {
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peer}`];
  return [
    `--data-dir=data-${port}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
  ];
}

async function withEtcd(script: (port: number) => Promise<string>): Promise<string> {
  const [port = 0, peer = 0] = await freePorts(2);
  const flags = ["--log-level=error", ...aloneFlags(port, peer)];
  const etcd = spawn(join(folder, "etcd"), flags, { cwd: folder, stdio: "ignore" });
  try {
    for (let i = 0; !(await isHealthy(port)); i++) {
      assert.ok(i < 120, "etcd does not answer");
      await sleep(250);
    }
    return await script(port);
  } finally {
    etcd.kill("SIGKILL");
    await once(etcd, "exit");
  }
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health`)).ok;
  } catch {
    return false;
  }
}
