import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkDiskModel, diskContract } from "../testing/index.js";
import { PageBytes } from "./page-bytes.js";
import { VolatileDisk } from "./volatile-disk.js";

function played(run: (done: (error?: Error) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => (error === undefined ? resolve() : reject(error)));
  });
}

describe("a disk in memory keeps the contract", () => {
  for (const { name, run } of diskContract) {
    it(name, () => played((done) => run(new VolatileDisk(setImmediate), done)));
  }

  it("random operations leave what a plain map says", async () => {
    let state = 54321;
    const below = (limit: number): number => {
      state = (state * 48271) % 0x7fffffff;
      return state % limit;
    };
    await played((done) => checkDiskModel(new VolatileDisk(setImmediate), { operations: 2000, below }, done));
  });
});

describe("bytes in pages", () => {
  for (const start of [0, 2 ** 16 - 3, 2 ** 32 - 3, 2 ** 52 - 3]) {
    it(`are what was written across pages at ${start}, and zeros between`, () => {
      const bytes = new PageBytes();
      bytes.write(start, new Uint8Array(2 ** 17).fill(7));
      bytes.resize(start + 2);
      bytes.resize(start + 2 ** 16);
      bytes.write(start + 2 ** 16, Uint8Array.of(9));
      const found = new Uint8Array(2 ** 16 + 10);
      assert.equal(bytes.read(start, found), 2 ** 16 + 1);
      const expected = new Uint8Array(2 ** 16 + 10).fill(7, 0, 2).fill(9, 2 ** 16, 2 ** 16 + 1);
      assert.deepEqual(found, expected);
    });
  }
});
