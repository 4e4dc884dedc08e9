import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Digester } from "./digest.js";
import { StateHash } from "./state-hash.js";

const digestOf = (feed: (digester: Digester) => void): { high: number; low: number } => {
  const digester = new Digester();
  feed(digester);
  const { high, low } = digester.finish();
  return { high, low };
};

const bytesOf = (...bytes: number[]) =>
  digestOf((digester) => {
    digester.bytes(Uint8Array.from(bytes));
  });
const numberOf = (value: number) =>
  digestOf((digester) => {
    digester.number(value);
  });

void describe("Digester", () => {
  it("says of the same bytes what it always said, wherever they begin and however many they are", () => {
    const known = [
      [0, 1346644195, 767619507],
      [7, 1164376624, 4268884617],
      [256, 75635383, 3056942956],
      [65_536, 1068406655, 4089167368],
      [65_537, 4244104363, 1378390585],
      [200_003, 3121855902, 654995409],
    ] as const;
    for (const [length, high, low] of known) {
      const bytes = Uint8Array.from({ length: length + 3 }, (_, i) => i * i + 7).subarray(3);
      const digest = digestOf((digester) => {
        digester.bytes(bytes);
      });
      assert.deepEqual(digest, { high, low });
    }
  });

  it("tells apart what differs in one bit, in length, or in where a field ends", () => {
    const seen = new Set<string>();
    const inputs = [[], [0], [0, 0], [1], [128], [1, 2, 3, 4], [1, 2, 3, 5], [1, 2, 3, 4, 0], [129, 2, 3, 4]];
    for (const input of inputs) {
      const { high, low } = bytesOf(...input);
      seen.add(`${String(high)} ${String(low)}`);
    }
    assert.equal(seen.size, inputs.length);
    const cut = digestOf((digester) => {
      digester.text("a");
      digester.text("bc");
    });
    assert.notDeepEqual(
      cut,
      digestOf((digester) => {
        digester.text("ab");
        digester.text("c");
      }),
    );
  });

  it("keeps all 53 bits of a number", () => {
    const numbers = [0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, 2 ** 52, 2 ** 53 - 1];
    assert.equal(new Set(numbers.map((number) => JSON.stringify(numberOf(number)))).size, numbers.length);
  });

  it("halves that are each spread over 32 bits", () => {
    const highs = new Set<number>();
    const lows = new Set<number>();
    for (let i = 0; i < 20_000; i++) {
      const { high, low } = numberOf(i);
      assert.ok(Number.isInteger(high) && high >= 0 && high < 2 ** 32);
      assert.ok(Number.isInteger(low) && low >= 0 && low < 2 ** 32);
      highs.add(high);
      lows.add(low);
    }
    assert.ok(highs.size > 19_990 && lows.size > 19_990, `${String(highs.size)} ${String(lows.size)}`);
  });
});

void describe("StateHash", () => {
  it("does not depend on the order, and forgets what goes", () => {
    const digests = Array.from({ length: 100 }, (_, i) => numberOf(i));
    const forward = new StateHash();
    for (const digest of digests) forward.add(digest);
    const backward = new StateHash();
    for (const digest of digests.toReversed()) backward.add(digest);
    assert.ok(forward.equals(backward));
    for (const digest of digests) backward.remove(digest);
    assert.ok(backward.equals({ high: 0, low: 0 }));
  });

  it("carries between its halves", () => {
    const hash = new StateHash();
    hash.add({ high: 1, low: 2 ** 32 - 1 });
    hash.add({ high: 0, low: 1 });
    assert.ok(hash.equals({ high: 2, low: 0 }));
    hash.remove({ high: 0, low: 1 });
    assert.ok(hash.equals({ high: 1, low: 2 ** 32 - 1 }));
  });
});
