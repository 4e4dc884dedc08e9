import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { foundingOf } from "./founding.js";
import { clusterIdOf, memberIdOf, type Sha1 } from "./ids.js";

const sha1 = (): Sha1 => createHash("sha1");

void describe("ids", () => {
  it("are etcd's for its defaults", () => {
    const member = memberIdOf(sha1, ["http://localhost:2380"], "etcd-cluster");
    assert.equal(member, "8e9e05c52164694d");
    assert.equal(clusterIdOf(sha1, [member]), "cdf818194e3a8c32");
  });

  it("of a cluster that begins are those of its members, in the order in which they were named", () => {
    const initialCluster = [{ peerUrls: ["http://b:1"] }, { peerUrls: ["http://a:1", "http://a:2"] }];
    const own = { peerUrls: ["http://a:2", "http://a:1"], token: "t" };
    const { cluster, member, founders } = foundingOf(sha1, { initialCluster, ...own });
    const [first = "", second = ""] = initialCluster.map(({ peerUrls }) => memberIdOf(sha1, peerUrls, "t"));
    assert.deepEqual([...founders.keys()], [first, second]);
    assert.deepEqual([member, cluster], [second, clusterIdOf(sha1, [first, second])]);
  });

  it("do not depend on the order", () => {
    assert.equal(
      memberIdOf(sha1, ["http://b:1", "http://a:1"], "t"),
      memberIdOf(sha1, ["http://a:1", "http://b:1"], "t"),
    );
    assert.equal(
      clusterIdOf(sha1, ["0000000000000002", "ffffffffffffffff"]),
      clusterIdOf(sha1, ["ffffffffffffffff", "0000000000000002"]),
    );
  });

  it("differ by token and by when a member was added", () => {
    const ids = [
      memberIdOf(sha1, ["http://a:1"], "t"),
      memberIdOf(sha1, ["http://a:1"], "u"),
      memberIdOf(sha1, ["http://a:1"], "t", 5),
    ];
    assert.equal(new Set(ids).size, 3);
  });
});
