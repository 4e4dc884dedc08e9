import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { Maintenance } from "@keyval/api";
import { Etcd3 } from "etcd3";
import { freePorts } from "../../../grpc/dist/transport/free-ports.test-helper.js";
import { clusterFlags, withServers } from "./child-server.test-helper.js";
import { playEtcd3 } from "./etcd3-script.test-helper.js";
import { goIsMissing, ownUrls, RealEtcd } from "./real-etcd.test-helper.js";

let etcd: RealEtcd;

/** Each tells, line by line, what a server at this port answered. */
const scripts = {
  "etcd's own client for Go": async (port: number) => {
    const { stdout } = await promisify(execFile)(etcd.program("clientscript"), [`127.0.0.1:${port}`], {
      timeout: 120_000,
    });
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
    etcd = new RealEtcd("clientscript");
  });
  after(() => etcd[Symbol.asyncDispose]());

  for (const [name, script] of Object.entries(scripts)) {
    test(`${name}: one member of KeyVal says what one of etcd says`, async () => {
      const expected = await script(await etcd.start());
      await withServers(async (start) => {
        const [port = 0, peer = 0] = await freePorts(2);
        await start(ownUrls(port, peer)).serving();
        assert.equal(await script(port), expected);
      });
    });

    test(`${name}: a member that follows says the same`, async () => {
      const expected = await script(await etcd.start());
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
