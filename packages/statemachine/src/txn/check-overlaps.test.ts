import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Init, type RequestOp, TxnRequest } from "@keyval/api";
import { SeededRandom } from "@keyval/raft/testing";
import { keyOfText } from "../key-text.js";
import { checkOverlaps } from "./check-overlaps.js";

interface PlainChange {
  readonly put?: string;
  readonly from?: string;
  readonly end?: string;
}

const inTxn = (success: Init<RequestOp>[], failure: Init<RequestOp>[] = []): Init<RequestOp> => ({
  requestTxn: { success, failure },
});
const putOp = (key: Uint8Array): Init<RequestOp> => ({ requestPut: { key } });
const deleteOp = (key: Uint8Array): Init<RequestOp> => ({ requestDeleteRange: { key } });

/** A key that counts how often somebody looks at it, each byte by itself. */
class LookedAt extends Uint8Array {
  static looks = 0;

  override get length(): number {
    LookedAt.looks++;
    return super.length;
  }
}

void describe("overlaps of operations", () => {
  it("are those that comparing each change with each finds", () => {
    const outcomes = { alone: 0, overlapping: 0 };
    for (let seed = 1; seed <= 3_000; seed++) {
      const random = new SeededRandom(seed);
      const changes: PlainChange[][] = [];
      const success = Array.from({ length: 2 + random.below(3) }, () => {
        const mine: PlainChange[] = [];
        changes.push(mine);
        return randomOperation(random, mine);
      });
      const expected = changes.some((mine, i) =>
        changes.slice(i + 1).some((others) => mine.some((one) => others.some((other) => clash(one, other)))),
      );
      const request = TxnRequest.decode(TxnRequest.encode({ success }));
      assert.equal(checkOverlaps(request), expected ? "duplicateKey" : undefined, `seed ${seed}`);
      outcomes[expected ? "overlapping" : "alone"]++;
    }
    assert.ok(outcomes.alone > 500 && outcomes.overlapping > 500, JSON.stringify(outcomes));
  });

  it("are looked for in about as many steps as there are changes, however they are nested", () => {
    const keys = Array.from({ length: 20 * 20 * 20 }, (_, i) => LookedAt.from([1, i >> 8, i & 255]));
    const some = (from: number): Init<RequestOp>[] =>
      keys.slice(from, from + 20).map((key, i) => (i % 2 === 0 ? putOp(key) : deleteOp(key)));
    const nested = (from: number): Init<RequestOp>[] =>
      Array.from({ length: 20 }, (_, i) => inTxn(some(from + 20 * i)));
    const success = Array.from({ length: 20 }, (_, i) => inTxn(nested(400 * i)));
    LookedAt.looks = 0;
    assert.equal(checkOverlaps(TxnRequest.create({ success })), undefined);
    assert.ok(LookedAt.looks < 100 * keys.length, `${LookedAt.looks} looks at ${keys.length} keys`);
    // The last one of all clashes with the first.
    assert.equal(
      checkOverlaps(TxnRequest.create({ success: [...success, putOp(keys[1] ?? new Uint8Array(0))] })),
      "duplicateKey",
    );
  });
});

/** A change, or one in each branch of a transaction: they do not clash with each other. */
function randomOperation(random: SeededRandom, changes: PlainChange[]): Init<RequestOp> {
  if (random.once(4)) return inTxn([randomOperation(random, changes)], [randomOperation(random, changes)]);
  const key = random.pick(["a", "b", "c", "d", "e", "f", "g", "h"]);
  if (random.once(2)) {
    changes.push({ put: key });
    return putOp(keyOfText(key));
  }
  const end = random.pick(["", "", "\0", "b", "d", "dx", "i"]);
  changes.push({ from: key, end: end === "" ? `${key}\0` : end === "\0" ? "\u0100" : end });
  return { requestDeleteRange: { key: keyOfText(key), rangeEnd: keyOfText(end) } };
}

function clash(one: PlainChange, other: PlainChange): boolean {
  if (one.put !== undefined && one.put === other.put) return true;
  return deletes(one, other.put) || deletes(other, one.put);
}

function deletes({ from, end }: PlainChange, put: string | undefined): boolean {
  return put !== undefined && from !== undefined && end !== undefined && from <= put && put < end;
}
