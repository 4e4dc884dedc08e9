import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigError } from "./config-error.js";
import {
  foundingConfiguration,
  initialConfiguration,
  isMember,
  isOnlyVoter,
  isVoter,
  members,
} from "./configuration.js";
import { REPLICAS_MAX } from "./limits.js";
import { configurationOf, hostOf, votersOf } from "./testing/index.js";

describe("initialConfiguration", () => {
  it("makes everybody a voter, in order of id", () => {
    assert.deepEqual(initialConfiguration([hostOf(9), hostOf(2)], 100), {
      voters: [2, 9],
      outgoing: [],
      learners: [],
      learnersNext: [],
      hosts: [hostOf(2), hostOf(9)],
      lastId: 9,
      lease: 100,
    });
  });

  const tooMany = Array.from({ length: REPLICAS_MAX + 1 }, (_, position) => position + 1);
  const refused: readonly (readonly [readonly number[], number, string])[] = [
    [[], 0, "a group has from 1 to 64 replicas"],
    [tooMany, 0, "a group has from 1 to 64 replicas"],
    [[1, 2, 1], 0, "two replicas have the same id, but each must have its own"],
    [[0, 1], 0, "a replica's id is 0, but must be from 1 on"],
    [[1, 1.5], 0, "a replica's id is 1.5, but must be from 1 on"],
    [[1], -1, "lease is -1, but must be a whole number"],
    [[1], 0.5, "lease is 0.5, but must be a whole number"],
  ];
  for (const [ids, lease, message] of refused) {
    it(`refuses ${ids.length} replicas and lease ${lease}: ${message}`, () => {
      assert.throws(() => initialConfiguration(ids.map(hostOf), lease), new ConfigError(message));
    });
  }

  it("takes as many replicas as a group may have", () => {
    assert.equal(initialConfiguration(tooMany.slice(1).map(hostOf)).voters.length, REPLICAS_MAX);
  });
});

describe("foundingConfiguration", () => {
  it("is the same in whatever order the members are told", () => {
    const [b, a] = ["b", "a"].map((member, i) => ({ id: 2 - i, member, incarnation: "" }));
    assert.ok(a !== undefined && b !== undefined);
    const expected = initialConfiguration([a, b]);
    for (const members of [
      ["a", "b"],
      ["b", "a"],
    ])
      assert.deepEqual(foundingConfiguration(members), expected);
  });
});

describe("who belongs to a joint configuration", () => {
  const joint = configurationOf({ voters: [1, 4], outgoing: [1, 2, 3], learners: [5], learnersNext: [3] });

  it("counts the voters of both halves", () => {
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].filter((id) => isVoter(joint, id)),
      [1, 2, 3, 4],
    );
  });

  it("sends the log to both halves and to the learners", () => {
    assert.deepEqual(members(joint), [1, 2, 3, 4, 5]);
    assert.ok(isMember(joint, 5));
    assert.ok(!isMember(joint, 6));
  });

  it("has no only voter", () => {
    assert.ok(!isOnlyVoter(configurationOf({ voters: [1], outgoing: [1, 2] }), 1));
    assert.ok(!isOnlyVoter(votersOf(1, 2), 1));
    assert.ok(!isOnlyVoter(votersOf(2), 1));
    assert.ok(isOnlyVoter(configurationOf({ voters: [1], learners: [2] }), 1));
  });
});
