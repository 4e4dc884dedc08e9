import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { anyMessage, codecOf, messageNames } from "../messages.test-helper.js";
import { base64, bytesOfBase64, fromJson, JsonError, jsonPieces, JsonReader, toJson } from "./index.js";
import { wholeNumber } from "./whole-number.js";

function read(message: string, text: string): unknown {
  return codecOf(message).create(fromJson(message, new JsonReader(text).next()));
}

const RANGE = "etcdserverpb.RangeRequest";
const GRANT = "etcdserverpb.LeaseGrantRequest";

describe("a message in JSON", () => {
  for (const name of messageNames) {
    test(`${name} comes back as it was, and goes in pieces as in one`, () => {
      fc.assert(
        fc.property(anyMessage(name), (message) => {
          const text = JSON.stringify(toJson(name, message));
          assert.equal([...jsonPieces(name, message)].join(""), text);
          assert.deepEqual(read(name, text), message);
        }),
        { numRuns: 10 },
      );
    });
  }

  test("has its fields by either name, and others are ignored", () => {
    const long = read(RANGE, '{"range_end":"Yg==","keys_only":true,"nothing":[{"a":1e999}]}');
    assert.deepEqual(long, read(RANGE, ' {"rangeEnd" : "Yg" , "keysOnly":\ttrue, "limit":null}\n'));
    assert.deepEqual(long, codecOf(RANGE).create({ rangeEnd: Uint8Array.of(0x62), keysOnly: true }));
  });

  test("has whole numbers in every form, and none is rounded", () => {
    const id = (text: string): unknown => (read(GRANT, `{"ID":${text}}`) as { readonly ID: unknown }).ID;
    assert.deepEqual(["7", '"7"', "7.0", "70e-1", "0.07e2", '"-7"'].map(id), [7, 7, 7, 7, 7, -7]);
    assert.equal(id("9007199254740993"), 9_007_199_254_740_993n);
    assert.equal(id('"9223372036854775807"'), 2n ** 63n - 1n);
    assert.equal(id("-9223372036854775808"), -(2n ** 63n));
    const limit = (text: string): unknown => (read(RANGE, `{"limit":${text}}`) as { readonly limit: unknown }).limit;
    assert.deepEqual([limit("4294967297"), limit("9223372036854775807")], [2 ** 32 + 1, Number.MAX_SAFE_INTEGER]);
  });

  test("has values of enums by name or number", () => {
    const order = (text: string): unknown =>
      (read(RANGE, `{"sort_order":${text}}`) as { sortOrder: unknown }).sortOrder;
    assert.deepEqual(['"DESCEND"', "2", '"2"', '"NEWER"', '"constructor"', "77"].map(order), [2, 2, 0, 0, 0, 77]);
  });

  test("is refused where it is none", () => {
    const wrong = ["[]", '"a"', '{"key":1}', '{"key":"a"}', '{"key":"a==="}', '{"limit":"x"}', '{"limit":1.5}'];
    wrong.push('{"limit":9223372036854775808}', '{"limit":1e999999999}', '{"keys_only":1}', '{"keys_only":"true"}');
    wrong.push('{"range_end":"","rangeEnd":""}', '{"key":[]}', '{"limit":{}}', '{"limit":" 1"}', '{"limit":"0x1"}');
    for (const text of wrong) assert.throws(() => read(RANGE, text), JsonError, text);
    const both = '{"compare":[{"version":"1","value":""}]}';
    assert.throws(() => read("etcdserverpb.TxnRequest", both), /takes one target_union and has several/);
    assert.throws(() => read("etcdserverpb.TxnRequest", '{"compare":[null]}'), JsonError);
  });
});

describe("the reader of JSON", () => {
  test("reads what JSON.parse reads, and refuses the rest", () => {
    const plain = (value: unknown): unknown => {
      if (value instanceof Map) return Object.fromEntries([...value].map(([name, one]) => [name, plain(one)]));
      if (Array.isArray(value)) return value.map(plain);
      return typeof value === "object" && value !== null ? Number((value as { text: string }).text) : value;
    };
    fc.assert(
      fc.property(fc.json({ depthSize: "small" }), (text) => {
        assert.deepEqual(
          plain(new JsonReader(text).next()),
          plain(new Map([["", JSON.parse(text)]])) && JSON.parse(text),
        );
      }),
    );
    const broken = [
      "",
      "{",
      "[",
      '{"a"}',
      '{"a":}',
      "{a:1}",
      "[1,]",
      '{"a":1,}',
      "'a'",
      '"a',
      '"\\x"',
      '"\n"',
      "+1",
      "tru",
    ];
    broken.push("-", ".5", "[1 2]", '{"a":1 "b":2}', '"a\\"', '{"a":1,"a":2}');
    for (const text of broken) assert.throws(() => new JsonReader(text).next(), JsonError, text);
  });

  test("goes on behind a value", () => {
    const reader = new JsonReader(' {"a":"\\\\\\"}"} true\n"x"\n');
    const values = [reader.next(), reader.next(), reader.isAtEnd, reader.next(), reader.isAtEnd];
    assert.deepEqual(values, [new Map([["a", '\\"}']]), true, false, "x", true]);
  });

  test("takes a bounded depth", () => {
    assert.throws(() => new JsonReader("[".repeat(1_000_000)).next(), /nested too deeply/);
    assert.ok(new JsonReader(`${"[".repeat(90)}${"]".repeat(90)}`).next());
  });
});

describe("base64", () => {
  test("is that of Node, of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 10_000, size: "max" }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        assert.equal(base64(bytes), text);
        assert.deepEqual(bytesOfBase64(text), bytes);
        assert.deepEqual(bytesOfBase64(Buffer.from(bytes).toString("base64url")), bytes);
      }),
      { numRuns: 50 },
    );
  });

  test("is nothing else", () => {
    for (const text of ["a", "a=", "=", "====", "ab=", "abc==", "a b=", "ab\n=", "äbc=", "ab=c"]) {
      assert.equal(bytesOfBase64(text), undefined, text);
    }
  });
});

test("a whole number is exact", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }), fc.integer({ min: 1, max: 20 }), (number, zeros) => {
      assert.equal(wholeNumber(`${number}`), number);
      assert.equal(wholeNumber(`${number}.${"0".repeat(zeros)}`), number);
      assert.equal(wholeNumber(`${number}e${zeros}`), number * 10n ** BigInt(zeros));
      assert.equal(wholeNumber(`${number * 10n ** BigInt(zeros)}e-${zeros}`), number);
    }),
  );
  const none = ["", " ", "1.5", "1e-1", "01", "1.", ".1", "1e", "--1", "0x1", "1e65", "1".repeat(65)];
  assert.deepEqual(
    [...none.map(wholeNumber)],
    none.map(() => undefined),
  );
  assert.deepEqual([wholeNumber("0e999999999999"), wholeNumber("-0"), wholeNumber("0.0")], [0n, 0n, 0n]);
});
