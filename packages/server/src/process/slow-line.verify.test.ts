import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { KV, Maintenance } from "@keyval/api";
import { Line } from "../peers/line.test-helper.js";
import { type ChildServer, clusterFlags, eventually, leaderOf, withServers } from "./child-server.test-helper.js";
import { hexOfId } from "../rpc/hex-id.js";
import { metric } from "./state-metrics.test-helper.js";

const NAMES = ["a", "b", "c"] as const;
/** Longer than a busy machine keeps a process waiting. */
const ELECTION = ["--heartbeat-interval=100", "--election-timeout=4000"];
/** Of the leader's questions whether the member is there, one in four seconds: so long the line stays slow at the least. */
const ANSWERS = 4;
const PUTS = 200;
const VALUE = new Uint8Array(2 ** 19).fill(7);
/** What the line lets through of each connection: with each put, and in between; of all the puts together less than one value. */
const STEP = 1024;
const TRICKLE = 256;
const TRICKLE_MS = 50;

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Which term it is in, and how often it heard of another leader. */
async function elections(servers: Iterable<ChildServer>): Promise<readonly (readonly number[])[]> {
  const names = ["keyval_raft_term", "etcd_server_leader_changes_seen_total"];
  return Promise.all([...servers].map((server) => Promise.all(names.map((name) => metric(server, name)))));
}

void describe("a member on a slow line, 100 MB behind", () => {
  it("hears its leader all the time, elects nobody, and has everything in the end", async (t) => {
    await withServers(async (start) => {
      const flags = await clusterFlags(NAMES);
      const real = /--listen-peer-urls=(\S+)/u.exec(flags.get("c")?.join(" ") ?? "")?.[1] ?? "";
      await using line = await Line.to(Number(new URL(real).port));
      const servers = new Map<string, ChildServer>();
      const starting = NAMES.map(async (name) => {
        const own = (flags.get(name) ?? []).map((flag) =>
          flag.startsWith("--listen-peer-urls") ? flag : flag.replaceAll(real, `http://127.0.0.1:${line.port}`),
        );
        servers.set(name, await start([...own, ...ELECTION]).serving());
      });
      await Promise.all(starting);
      const [late, other] = [servers.get("c"), servers.get("a")];
      assert.ok(late !== undefined && other !== undefined);
      await leadsWithout(servers, late, other);
      const [, leader] = await leaderOf(servers);
      const before = await elections(servers.values());

      line.throttle();
      let step = TRICKLE;
      const passing = setInterval(() => line.step(step), TRICKLE_MS);
      try {
        for (let i = 0; i < PUTS; i++) {
          await leader.call(KV.methods.Put, { key: bytes(`key ${i}`), value: VALUE });
          line.step(STEP);
        }
        const applied = await metric(late, "etcd_server_proposals_applied_total");
        const behind = (await metric(leader, "etcd_server_proposals_applied_total")) - applied;
        t.diagnostic(`${behind} of ${PUTS} entries behind`);
        assert.ok(behind >= PUTS - 1, `${behind} of ${PUTS} entries behind`);
        const { header } = await late.call(Maintenance.methods.Status, {});
        const answers = `etcd_network_peer_round_trip_time_seconds_count{To="${hexOfId(header?.memberId ?? 0)}"}`;
        const most = (await metric(leader, answers)) + ANSWERS;
        await eventually(async () => assert.ok((await metric(leader, answers)) >= most));
        assert.deepEqual(await elections(servers.values()), before);
        step = 2 ** 20;
        await eventually(async () => {
          const { count } = await late.call(KV.methods.Range, {
            ...{ key: bytes("key "), rangeEnd: bytes("key!"), serializable: true, countOnly: true },
          });
          assert.equal(count, PUTS);
        });
        assert.deepEqual(await elections(servers.values()), before);
      } finally {
        clearInterval(passing);
      }
    });
  });
});

/** The one on the slow line is to follow. */
async function leadsWithout(
  servers: ReadonlyMap<string, ChildServer>,
  late: ChildServer,
  other: ChildServer,
): Promise<void> {
  const [, leader] = await leaderOf(servers);
  if (leader !== late) return;
  const { header } = await other.call(Maintenance.methods.Status, {});
  await late.call(Maintenance.methods.MoveLeader, { targetID: header?.memberId ?? 0 });
}
