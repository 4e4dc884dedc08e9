import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DowngradeAction } from "@keyval/api";
import type { Digest } from "../hash/digest.js";
import { ClusterVersions } from "./cluster-versions.js";
import { parseVersion } from "./version.js";

const { VALIDATE, ENABLE, CANCEL } = DowngradeAction;
const halves = ({ high, low }: Digest): Digest => ({ high, low });

function at(version: string): ClusterVersions {
  const versions = new ClusterVersions();
  assert.equal(versions.setClusterVersion(version), undefined);
  return versions;
}

void describe("ClusterVersions", () => {
  void it("reads what etcd reads as a version", () => {
    for (const text of ["3.7", "3.7.0", "3.7.9", "v3.7", "3.7.0-rc.1", "3.7.0+build"]) {
      assert.deepEqual(parseVersion(text), { major: 3, minor: 7 }, text);
    }
    assert.deepEqual(parseVersion("4"), { major: 4, minor: 0 });
    for (const text of ["", "3.", "3.x", "a", "3.7.0.1", " 3.7", "3.07", "-1.2", "3.99999999999"]) {
      assert.equal(parseVersion(text), undefined, text);
    }
  });

  void it("moves up, and down only where a downgrade leads", () => {
    const versions = at("3.6.5");
    assert.equal(versions.clusterVersion, "3.6.0");
    assert.equal(versions.setClusterVersion("3.7.1"), undefined);
    assert.equal(versions.setClusterVersion("3.7.0"), undefined);
    assert.equal(versions.setClusterVersion("3.6.0"), "invalidDowngradeTargetVersion");
    assert.equal(versions.setClusterVersion("nonsense"), "wrongDowngradeVersionFormat");
    versions.applyDowngrade({ action: ENABLE, version: "3.6.0" });
    assert.equal(versions.setClusterVersion("3.5.0"), "invalidDowngradeTargetVersion");
    assert.equal(versions.clusterVersion, "3.7.0");
    assert.equal(versions.setClusterVersion("3.6.0"), undefined);
    assert.equal(versions.clusterVersion, "3.6.0");
  });

  void it("goes by numbers, not by letters", () => {
    const versions = at("3.9.0");
    assert.equal(versions.setClusterVersion("3.10"), undefined);
    assert.equal(versions.setClusterVersion("3.9"), "invalidDowngradeTargetVersion");
  });

  void it("validates a downgrade by one minor version, and answers with the present one", () => {
    const versions = at("3.7.0");
    const validate = (version: string) => versions.applyDowngrade({ action: VALIDATE, version });
    assert.deepEqual(validate("3.6"), { version: "3.7" });
    assert.deepEqual(validate("3.6.4"), { version: "3.7" });
    for (const target of ["3.0", "3.7", "3.5.0", "3.8"]) {
      assert.deepEqual(validate(target), { error: "invalidDowngradeTargetVersion" }, target);
    }
    assert.deepEqual(validate("three"), { error: "wrongDowngradeVersionFormat" });
    assert.deepEqual(versions.downgrade, { enabled: false, targetVersion: "" });
    assert.deepEqual(at("4.0").validate("3.9"), { error: "invalidDowngradeTargetVersion" });
    assert.deepEqual(new ClusterVersions().validate("3.6"), { error: "noClusterVersion" });
  });

  void it("has one downgrade at a time, until it is cancelled; cancelling without one is no error", () => {
    const versions = at("3.7.0");
    const enable = { action: ENABLE, version: "3.6" };
    const cancel = { action: CANCEL, version: "" };
    assert.deepEqual(versions.applyDowngrade(cancel), { version: "3.7" });
    assert.deepEqual(versions.applyDowngrade(enable), { version: "3.7" });
    assert.deepEqual(versions.downgrade, { enabled: true, targetVersion: "3.6.0" });
    assert.deepEqual(versions.applyDowngrade(enable), { error: "downgradeInProgress" });
    assert.deepEqual(versions.validate("3.6"), { error: "downgradeInProgress" });
    assert.deepEqual(versions.applyDowngrade(cancel), { version: "3.7" });
    assert.deepEqual(versions.downgrade, { enabled: false, targetVersion: "" });
    assert.deepEqual(new ClusterVersions().applyDowngrade(cancel), { error: "noClusterVersion" });
    assert.deepEqual(versions.applyDowngrade({ ...cancel, action: 9 as DowngradeAction }), { error: "unknownMethod" });
  });

  void it("is the same after it was written and read, with a hash that tells states apart", () => {
    const versions = [new ClusterVersions(), at("3.7.0"), at("3.6.0"), at("3.7.0")];
    versions[3]?.applyDowngrade({ action: ENABLE, version: "3.6" });
    for (const version of versions) {
      const restored = ClusterVersions.fromState(version.toState());
      assert.deepEqual(restored.toState(), version.toState());
      assert.deepEqual(halves(restored.hash), halves(version.hash));
    }
    assert.equal(new Set(versions.map(({ hash }) => `${hash.high} ${hash.low}`)).size, versions.length);
  });
});
