import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AssertionError } from "./assert.js";
import { Reader, Writer } from "./varint.js";

const NUMBERS: readonly (readonly [number, readonly number[]])[] = [
  [0, [0]],
  [127, [127]],
  [128, [128, 1]],
  [300, [172, 2]],
  [2 ** 31, [128, 128, 128, 128, 8]],
  [2 ** 32 - 1, [255, 255, 255, 255, 15]],
  [2 ** 32, [128, 128, 128, 128, 16]],
  [2 ** 52, [128, 128, 128, 128, 128, 128, 128, 8]],
  [2 ** 53 - 1, [255, 255, 255, 255, 255, 255, 255, 15]],
];

function written(write: (writer: Writer) => void, capacity?: number): Uint8Array {
  const writer = new Writer(capacity);
  write(writer);
  return writer.bytes();
}

function reader(...bytes: number[]): Reader {
  return new Reader(Uint8Array.from(bytes));
}

describe("Writer.number, Reader.number", () => {
  for (const [value, bytes] of NUMBERS) {
    test(`${value}`, () => {
      assert.deepEqual([...written((writer) => writer.number(value))], bytes);
      const back = reader(...bytes);
      assert.equal(back.number(), value);
      assert.ok(back.isAtEnd);
    });
  }

  test("any number comes back, in as few bytes as it has digits", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        const bytes = written((writer) => writer.number(value), 1);
        assert.equal(new Reader(bytes).number(), value);
        assert.equal(bytes.length, Math.ceil(BigInt(value).toString(2).length / 7));
      }),
    );
  });

  for (const value of [-1, 0.5, NaN, Infinity, 2 ** 53]) {
    test(`${value} is refused`, () => {
      assert.throws(() => written((writer) => writer.number(value)), AssertionError);
    });
  }

  const damaged: readonly (readonly [string, readonly number[]])[] = [
    ["nothing", []],
    ["a number that is cut off", [0x80]],
    ["a number with a digit too much", [0x80, 0x00]],
    ["2^53", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ["the greatest number of eight digits", [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ["a number of nine digits", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ["a number without end", new Array<number>(1000).fill(0xff)],
  ];
  for (const [name, bytes] of damaged) {
    test(`${name} is refused`, () => {
      assert.throws(() => reader(...bytes).number(), AssertionError);
    });
  }
});

describe("Writer.text, Reader.text", () => {
  test("any text comes back, halves of surrogate pairs too", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff)), (units) => {
        const text = String.fromCharCode(...units);
        assert.equal(new Reader(written((writer) => writer.text(text))).text(), text);
      }),
    );
  });

  test("a code unit of more than 16 bits is refused", () => {
    assert.equal(reader(1, 0xff, 0xff, 0x03).text(), "\uffff");
    assert.throws(() => reader(1, 0x80, 0x80, 0x04).text(), AssertionError);
  });

  test("a text longer than its bytes is refused", () => {
    assert.throws(() => reader(3, 97, 98).text(), AssertionError);
  });
});

test("Reader.count refuses a list longer than the bytes that are left", () => {
  assert.equal(reader(2, 0, 0).count(), 2);
  assert.throws(() => reader(3, 0, 0).count(), AssertionError);
  assert.throws(() => reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0).count(), AssertionError);
});

describe("bytes among numbers", () => {
  const bytes = written((writer) => {
    writer.number(300);
    writer.append(Uint8Array.of(7, 8, 9));
  }, 1);

  test("Writer.append writes them as they are", () => {
    assert.deepEqual([...bytes], [0xac, 0x02, 7, 8, 9]);
  });

  test("Reader.view and Reader.rest give them without a copy", () => {
    const back = new Reader(bytes);
    assert.equal(back.number(), 300);
    const view = back.view(2);
    const rest = back.rest();
    assert.deepEqual([...view, ...rest], [7, 8, 9]);
    assert.ok(view.buffer === bytes.buffer && rest.buffer === bytes.buffer);
    assert.ok(back.isAtEnd);
  });

  test("Reader.view refuses to go beyond the end", () => {
    assert.throws(() => new Reader(bytes).view(6), AssertionError);
  });
});
