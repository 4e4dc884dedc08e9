import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cluster, gone, well } from "../status/cluster-view.test-helper.js";
import { checkCluster } from "./cluster-checks.js";

const three = [well(1), well(2), well(3)];

const GOOD = [
  "good cluster: 3 of 3 members are well",
  "good configuration: 3 voting members survive the loss of 1",
  "good quota: no member uses more than 1% of its quota",
  "good versions: all members that answer run 3.7.1",
];

void describe("the doctor's look at a cluster", () => {
  const cases = [
    ["three members that are well", cluster(three), GOOD],
    ["one that is gone", cluster([well(1), well(2), gone(3)]), ["wrong cluster: n3 does not", ...GOOD.slice(1)]],
    ["two", cluster(three.slice(1)), ["good cluster: 2 of 2", "soon configuration: 2 voting", ...GOOD.slice(2)]],
    [
      "a full one, and an old one",
      cluster([well(1, { dbSize: 1.9e9, dbSizeInUse: 1.9e9 }), well(2), well(3, { version: "3.6.0" })]),
      [...GOOD.slice(0, 2), "soon quota: n1 uses 1.9 GB", "soon versions: members run different"],
    ],
  ] as const;
  for (const [name, view, expected] of cases) {
    void it(`has a verdict on each topic: ${name}`, () => {
      const said = checkCluster(view).map(({ check, severity, what }) => `${severity} ${check}: ${what}`);
      assert.deepEqual(
        said.map((sentence, i) => sentence.slice(0, expected[i]?.length)),
        expected,
      );
    });
  }
});
