import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlarmType } from "@keyval/api";
import { textOf } from "../../../terminal.test-helper.js";
import { render } from "../../../output/answer.js";
import type { ClusterView } from "./cluster-view.js";
import { cluster, FAR, gone, metrics, waiting, well } from "./cluster-view.test-helper.js";
import { findings } from "./findings.js";
import { statusScreen } from "./status-screen.js";

const three = [well(1), well(2), well(3)];

/** What is found in each cluster: severities and the beginnings of sentences. */
const cases: readonly [name: string, view: ClusterView, found: readonly string[]][] = [
  ["three members that are well", cluster(three), []],
  ["one member alone", cluster([well(1)]), []],
  ["a member that is gone", cluster([well(1), well(2), gone(3)]), ["wrong: n3 does not answer: connection refused"]],
  [
    "a quorum that is gone",
    cluster([well(1, { leader: 0 }), gone(2), gone(3)]),
    [
      "wrong: only 1 of 3 voting members answer",
      "wrong: there is no leader",
      "wrong: n2 does not",
      "wrong: n3 does not",
    ],
  ],
  ["an even number of voters", cluster([well(1), well(2)]), ["soon: 2 voting members survive the loss of 0"]],
  [
    "leaders that differ",
    cluster([well(1), well(2), well(3, { leader: 2 })]),
    ["wrong: members call different leaders"],
  ],
  [
    "no space",
    cluster(
      [well(1), well(2, { dbSize: 3e9, dbSizeInUse: 3e9 }), well(3)],
      [{ memberID: 2, alarm: AlarmType.NOSPACE }],
    ),
    ["wrong: n2 is out of space"],
  ],
  [
    "corruption",
    cluster(three, [{ memberID: 9, alarm: AlarmType.CORRUPT }]),
    ["wrong: members hold different data, as 9 has found"],
  ],
  [
    "an alarm that its members repeat",
    cluster(
      three.map(({ member: { ID } }) => well(Number(ID), { errors: ["memberID:2 alarm:NOSPACE "] })),
      [{ memberID: 2, alarm: AlarmType.NOSPACE }],
    ),
    ["wrong: n2 is out of space"],
  ],
  [
    "an alarm that only its members tell of",
    cluster([well(1, { errors: ["memberID:2 alarm:NOSPACE "] }), well(2), well(3)]),
    ["wrong: n1 complains: memberID:2 alarm:NOSPACE"],
  ],
  [
    "a member that starts",
    cluster([well(1), well(2), waiting(3, "it reads its store")]),
    ["wrong: n3 does not serve clients yet: it reads its store"],
  ],
  [
    "a majority that starts",
    cluster([waiting(1, "it waits for a leader"), waiting(2, "it waits for a leader"), gone(3)]),
    ["wrong: n1 does not serve", "wrong: n2 does not serve", "wrong: n3 does not answer"],
  ],
  [
    "a member in quarantine",
    cluster([well(1), well(2), waiting(3, "it waits for a snapshot", true)]),
    ["wrong: n3 is in quarantine: it waits for a snapshot"],
  ],
  [
    "a member that is cut off",
    cluster([well(1), well(2), well(3, { leader: 0, errors: ["etcdserver: no leader"] })]),
    ["wrong: n3 knows no leader"],
  ],
  [
    "nobody who leads",
    cluster([1, 2, 3].map((ID) => well(ID, { leader: 0, errors: ["etcdserver: no leader"] }))),
    ["wrong: there is no leader"],
  ],
  [
    "a member that lags",
    cluster([well(1), well(2), well(3, { raftAppliedIndex: FAR - 1_001 })]),
    ["soon: n3 is 1001 entries behind"],
  ],
  ["a learner that is ready", cluster([...three, well(4, {}, { isLearner: true })]), ["soon: n4 has caught up"]],
  [
    "a quota that is nearly full",
    cluster([well(1, { dbSize: 1.9e9, dbSizeInUse: 1.9e9 }), well(2), well(3)]),
    ["soon: n1 uses 1.9 GB of 2.0 GB"],
  ],
  [
    "a quota that goes by less than the size of the file",
    cluster([{ ...well(1, { dbSize: 1.9e9, dbSizeInUse: 1.9e9 }), metrics: metrics(1e9) }, well(2), well(3)]),
    [],
  ],
  [
    "a quota that goes by more than the size of the file",
    cluster([{ ...well(1), metrics: metrics(1.8e9) }, well(2), well(3)]),
    ["soon: n1 uses 1.8 GB of 2.0 GB"],
  ],
  [
    "space that nobody uses",
    cluster([well(1, { dbSize: 4e8, dbSizeInUse: 1e8 }), well(2), well(3)]),
    ["soon: n1 holds 300 MB that nobody"],
  ],
  [
    "versions that differ",
    cluster([well(1), well(2), well(3, { version: "3.6.0" })]),
    ["soon: members run different versions: 3.6.0, 3.7.1"],
  ],
  [
    "versions of KeyVal that differ, as far as they are known",
    cluster(
      ["0.1.0", "0.2.0", undefined].map((build, i) => ({ ...well(i + 1), metrics: { ...metrics(undefined), build } })),
    ),
    ["soon: members run different versions of KeyVal: 0.1.0, 0.2.0"],
  ],
  [
    "an error of a member's own",
    cluster([well(1, { errors: ["etcdserver: nonsense"] }), well(2), well(3)]),
    ["wrong: n1 complains: etcdserver: nonsense"],
  ],
];

void describe("a look at a cluster", () => {
  for (const [name, view, expected] of cases) {
    void it(`finds what there is to find with ${name}`, () => {
      const found = findings(view).map(({ severity, what }) => `${severity}: ${what}`);
      assert.deepEqual(
        found.map((sentence, i) => sentence.slice(0, expected[i]?.length)),
        expected,
      );
    });
  }

  void it("fits on a screen", () => {
    const view = cluster([well(1), well(2, { raftAppliedIndex: FAR - 5 }), gone(3)]);
    const screen = statusScreen(view, findings(view), false);
    assert.equal(
      textOf(render(screen, "simple", { hex: false })),
      [
        `Cluster abc: unhealthy, 3 members, n1 leads in term 3, revision ${FAR}`,
        "",
        "MEMBER  ROLE         VERSION  BEHIND  SIZE   IN USE  QUOTA         MEMORY  ANSWERED IN",
        "n1      leader       3.7.1    0       20 kB  20 kB   0% of 2.0 GB  60 MB   1.3 ms",
        "n2      follower     3.7.1    5       20 kB  20 kB   0% of 2.0 GB  60 MB   1.3 ms",
        "n3      unreachable",
        "",
        "✗ n3 does not answer: connection refused",
        "  Start it, or look at the way to it. If it is lost for good: 'kvctl member remove 3', and add another.",
        "",
      ].join("\n"),
    );
    const json: unknown = JSON.parse(textOf(render(screen, "json", { hex: false })));
    assert.ok(typeof json === "object" && json !== null && "leader" in json);
    assert.equal(json.leader, "1");
  });
});
