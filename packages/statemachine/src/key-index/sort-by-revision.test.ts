import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import { AT_ONCE, sortByRevision } from "./sort-by-revision.js";

const COUNT = 40_000;

interface Sorting {
  readonly sorted: Uint32Array;
  readonly pauses: number;
  /** How often a version was asked about between two pauses, at most. */
  readonly looks: number;
}

/** Of version number `id` the revision is `origin` and a third of the number: three changes of one revision. */
function sortFrom(ids: Uint32Array, origin = 0): Sorting {
  let [pauses, looks, longest] = [0, 0, 0];
  const modOf = (id: number): number => {
    looks++;
    return origin + Math.floor(id / 3);
  };
  for (const _ of sortByRevision(ids, { modOf, subOf: (id) => id % 3 })) {
    pauses++;
    longest = Math.max(longest, looks);
    looks = 0;
  }
  return { sorted: ids, pauses, looks: Math.max(longest, looks) };
}

const inOrder = Uint32Array.from({ length: COUNT }, (_, i) => i);

function shuffled(random: SeededRandom): Uint32Array {
  const ids = inOrder.slice();
  for (let i = ids.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [ids[i], ids[j]] = [ids[j] ?? 0, ids[i] ?? 0];
  }
  return ids;
}

void describe("sorting by revision", () => {
  for (const origin of [0, 2 ** 31 - 5_000, 2 ** 32 - 5_000, 2 ** 52 - 5_000]) {
    void it(`puts versions from revision ${origin} on in order, and looks at few between two pauses`, () => {
      for (let seed = 0; seed < 3; seed++) {
        const { sorted, looks } = sortFrom(shuffled(new SeededRandom(seed)), origin);
        assert.deepEqual(sorted, inOrder);
        assert.ok(looks <= 4 * AT_ONCE, `${looks} looks`);
      }
    });
  }

  void it("looks once at what is in order, and merges a few ordered places a few times", () => {
    const pieces = Math.ceil(COUNT / AT_ONCE);
    assert.equal(sortFrom(inOrder.slice()).pauses, pieces);
    const half = AT_ONCE * 2;
    const swapped = Uint32Array.from([...inOrder.subarray(half), ...inOrder.subarray(0, half)]);
    const { sorted, pauses } = sortFrom(swapped);
    assert.deepEqual(sorted, inOrder);
    assert.ok(pauses <= 3 * pieces, `${pauses} pauses`);
  });

  void it("has nothing to do without versions", () => {
    assert.equal(sortFrom(new Uint32Array(0)).pauses, 0);
  });
});
