import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { judgeClock } from "./clock-check.js";
import { cluster, FAR, gone, metrics, well } from "../status/cluster-view.test-helper.js";
import type { Sample } from "../top/rates.js";
import { checkDisk, judgeSyncs } from "./disk-check.js";
import { checkCertificates, checkTransport } from "./security-check.js";
import { judge, median } from "./verdict.js";

const DAY_MS = 86_400_000;
const NOON = Date.UTC(2026, 0, 1, 12);

void describe("the doctor", () => {
  void it("judges amounts by their scale", () => {
    const scale = { soonFrom: 10, wrongFrom: 100, advice: "less" };
    const severities = [9.9, 10, 99, 100].map((amount) => judge("check", "", amount, scale).severity);
    assert.deepEqual(severities, ["good", "soon", "soon", "wrong"]);
    assert.equal(median([9, 1, 5]), 5);
  });

  const clocks: readonly [theirs: number, severity: string, what: RegExp][] = [
    [NOON - 900, "good", /same time/u],
    [NOON + 200, "good", /same time/u],
    [NOON + 2_600, "soon", /2\.1 s ahead/u],
    [NOON - 4_000, "soon", /3\.0 s behind/u],
    [NOON - 3_600_000, "wrong", /3599\.0 s behind/u],
  ];
  for (const [theirs, severity, what] of clocks) {
    void it(`finds a clock that is ${theirs - NOON} ms off ${severity}`, () => {
      const verdict = judgeClock("n1", theirs, NOON, NOON + 500);
      assert.equal(verdict.severity, severity);
      assert.match(verdict.what, what);
    });
  }

  void it("measures a disk and leaves nothing behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kvctl-disk-"));
    try {
      const verdicts = await checkDisk(folder);
      assert.deepEqual(
        verdicts.map(({ what }) => /syncs of 4 kB|% full/u.test(what)),
        [true, true],
      );
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const [verdict] = await checkDisk(join(folder, "gone"));
    assert.equal(verdict?.severity, "unknown");
  });

  void it("judges disks that are elsewhere by the syncs of their logs, where metrics tell of any", () => {
    const sample = (...syncs: readonly [count: number, seconds: number][]): Sample => ({
      atMs: 0,
      view: cluster([
        ...syncs.map(([count, seconds], i) => ({
          ...well(i + 1),
          metrics: { ...metrics(undefined), syncs: { count, seconds } },
        })),
        gone(9),
      ]),
    });
    const before = sample([FAR, 5], [100, 5], [7, 1]);
    const after = sample([FAR + 10, 5.02], [110, 5.5], [7, 1]);
    assert.deepEqual(
      judgeSyncs(before, after).map(({ check, severity, what }) => `${severity} ${check}: ${what}`),
      [
        "good disk: a sync of n1's log takes 2.0 ms in the mean",
        "soon disk: a sync of n2's log takes 50.0 ms in the mean",
      ],
    );
  });

  const ages: readonly [until: number | undefined, expected: readonly string[]][] = [
    [undefined, []],
    [NOON + 31 * DAY_MS, ["good certificate: that of https://n1:2379 is good for 31 days"]],
    [NOON + 7 * DAY_MS, ["soon certificate: that of https://n1:2379 is good for 7 days"]],
    [NOON - DAY_MS, ["wrong certificate: that of https://n1:2379 expired 1 days ago"]],
  ];
  for (const [certifiedUntil, expected] of ages) {
    void it(`finds a member whose certificate ends ${certifiedUntil ?? "never"}: ${expected[0] ?? "nothing"}`, () => {
      const answer = { isOk: true, body: "", date: NOON, certifiedUntil };
      const dated = { endpoint: "https://n1:2379", began: NOON, ended: NOON, answer };
      const verdicts = checkCertificates([""], [dated, { ...dated, answer: undefined }], NOON);
      assert.deepEqual(
        verdicts.map(({ severity, check, what }) => `${severity} ${check}: ${what}`),
        expected,
      );
    });
  }

  const open: readonly [endpoint: string, isEncrypted: boolean, severity: string][] = [
    ["127.0.0.1:2379", false, "good"],
    ["http://localhost:2379", false, "good"],
    ["10.0.0.1:2379", false, "soon"],
    ["localhost.example.org:2379", false, "soon"],
    ["https://10.0.0.1:2379", false, "good"],
    ["10.0.0.1:2379", true, "good"],
  ];
  for (const [endpoint, isEncrypted, severity] of open) {
    void it(`finds ${endpoint} ${isEncrypted ? "with" : "without"} TLS ${severity}`, () => {
      assert.equal(checkTransport([endpoint], isEncrypted).severity, severity);
    });
  }
});
