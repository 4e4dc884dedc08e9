import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemberListResponse } from "@keyval/api";
import { RpcServer } from "@keyval/grpc";
import { nodeClock, serve } from "@keyval/grpc/transport";
import { ConfigError } from "../config/config-error.js";
import type { ServerConfig } from "../config/server-config.js";
import { clusterMethod } from "../peers/peer-protocol.js";
import { hexOfId } from "../rpc/hex-id.js";
import { describeCluster, type JoinedCluster } from "./describe-cluster.js";

const [CLUSTER, TELLER, OWN] = [11, 1, 2];
const OWN_URL = "http://127.0.0.1:1";

describe("describeCluster", () => {
  it("asks again where a list does not have the member that joins: who told it may be behind", async () => {
    const { cluster, own } = await joined((question) => question > 1);
    assert.deepEqual([cluster, own], [hexOfId(CLUSTER), hexOfId(OWN)]);
  });

  it("says what does not fit when it has asked for a while", async () => {
    const counts = "--initial-cluster names 2 members, but the cluster has 1";
    await assert.rejects(
      joined(() => false),
      new ConfigError(`${counts}: add this member first, and name them all`),
    );
  });
});

/** What a member finds that was told of one other, whose list has it or not, depending on which question it answers. */
async function joined(hasOwn: (question: number) => boolean): Promise<JoinedCluster> {
  const server = new RpcServer({ clock: nodeClock, failed: assert.ifError });
  const listener = await serve({
    host: "127.0.0.1",
    port: 0,
    accept: (connection, peer) => server.accept(connection, peer),
  });
  const url = `http://127.0.0.1:${listener.port}`;
  const member = (ID: number, peerUrl: string) => ({
    ID,
    name: "",
    peerURLs: [peerUrl],
    clientURLs: [],
    isLearner: false,
  });
  let question = 0;
  server.handle(clusterMethod, (_, call) => {
    question += 1;
    const members = [member(TELLER, url), ...(hasOwn(question) ? [member(OWN, OWN_URL)] : [])];
    const header = { clusterId: CLUSTER, memberId: TELLER, revision: 0, raftTerm: 0 };
    call.reply(MemberListResponse.encode({ header, members }));
  });
  const initialCluster = [
    { name: "teller", peerUrls: [url] },
    { name: "own", peerUrls: [OWN_URL] },
  ];
  try {
    return await describeCluster({ name: "own", initialCluster, joinAddress: undefined } as unknown as ServerConfig);
  } finally {
    await listener.stop(0);
  }
}
