import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RevisionList } from "./revision-list.js";
import { VERSION_BYTES, type VersionId, VersionPool } from "./version-pool.js";

const VERSIONS = 100_000;
const BYTES = 20;

class CountingPool extends VersionPool {
  looks = 0;

  override modOf(id: VersionId): number {
    this.looks++;
    return super.modOf(id);
  }

  override weightOf(id: VersionId): number {
    this.looks++;
    return super.weightOf(id);
  }
}

void describe("the list of revisions", () => {
  it("says after a few looks what a compaction hides, however much that is", () => {
    const pool = new CountingPool();
    const list = new RevisionList(pool);
    for (let mod = 1, previous = 0; mod <= VERSIONS; mod++) {
      const fields = {
        mod,
        sub: 0,
        create: 1,
        version: mod,
        lease: 0,
        place: 0,
        bytes: BYTES,
        isTombstone: false,
        hashHigh: 0,
        hashLow: 0,
      };
      const id = pool.take(1, fields);
      pool.link(previous, id);
      list.append(id);
      previous = id;
    }
    for (const revision of [
      0,
      1,
      2,
      63,
      64,
      65,
      16_383,
      16_384,
      16_385,
      50_000,
      VERSIONS - 1,
      VERSIONS,
      VERSIONS + 1,
    ]) {
      pool.looks = 0;
      const hidden = Math.max(0, Math.min(revision, VERSIONS) - 1);
      assert.equal(list.hiddenBytes(revision), hidden * (BYTES + VERSION_BYTES), String(revision));
      assert.ok(pool.looks <= 64 + 1 + Math.log2(VERSIONS), `${pool.looks} looks`);
    }
  });
});
