import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clusterIdOf, memberIdOf } from "./ids.js";

void describe("ids", () => {
  it("are etcd's for its defaults", () => {
    const member = memberIdOf(["http://localhost:2380"], "etcd-cluster");
    assert.equal(member, "8e9e05c52164694d");
    assert.equal(clusterIdOf([member]), "cdf818194e3a8c32");
  });

  it("do not depend on the order", () => {
    assert.equal(memberIdOf(["http://b:1", "http://a:1"], "t"), memberIdOf(["http://a:1", "http://b:1"], "t"));
    assert.equal(
      clusterIdOf(["0000000000000002", "ffffffffffffffff"]),
      clusterIdOf(["ffffffffffffffff", "0000000000000002"]),
    );
  });

  it("differ by token and by when a member was added", () => {
    const ids = [memberIdOf(["http://a:1"], "t"), memberIdOf(["http://a:1"], "u"), memberIdOf(["http://a:1"], "t", 5)];
    assert.equal(new Set(ids).size, 3);
  });
});
