import assert from "node:assert/strict";
import { test } from "node:test";
import { initialConfiguration, type Status } from "@keyval/raft";
import { standAlike } from "./stand-alike.js";

const configuration = initialConfiguration([{ id: 1, member: "m1", incarnation: "" }], 0);

const status: Status = {
  ...{ role: "follower", term: 3, leader: 2, asleep: false, id: 1, vote: 2 },
  ...{ committed: 7, applied: 6, persisted: 8, lastIndex: 9, lastTerm: 3, base: 2, snapshotIndex: 4 },
  ...{ configuration, configurationIndex: 5, progress: [] },
};

test("a replica stands as before whatever happens to what no checker looks at", () => {
  assert.ok(standAlike(status, { ...status, applied: 7, persisted: 9 }));
});

test("whatever a checker looks at makes a difference", () => {
  const changes: Partial<Status>[] = [
    ...[{ role: "leader" } as const, { term: 4 }, { asleep: true }, { committed: 8 }, { lastIndex: 10 }],
    ...[{ base: 3 }, { configurationIndex: 6 }, { configuration: { ...configuration } }],
  ];
  for (const change of changes) assert.ok(!standAlike(status, { ...status, ...change }), Object.keys(change).join());
});
