import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HashResponse, LeaseGrantRequest, LeaseStatus, Member, PutRequest, ResponseHeader } from "../index.js";
import { TxnRequest, WatchCreateRequest, WatchResponse } from "../index.js";
import type { Id } from "../id.js";

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/gu) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** A field of a message with its number and varint. */
function varint(field: number, bits: bigint): Uint8Array {
  const bytes = [field * 8];
  let rest = BigInt.asUintN(64, bits);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

const MAX = Number.MAX_SAFE_INTEGER;

const EDGES = [0, 1, 2 ** 7, 2 ** 14, 2 ** 21, 2 ** 28, 2 ** 31, 2 ** 32, 2 ** 35, 2 ** 49, 2 ** 52, MAX];

describe("a number that is counted with", () => {
  for (const edge of EDGES) {
    test(`${edge} and its neighbours come back, in the bytes that they have`, () => {
      for (const value of [edge - 1, edge, Math.min(edge + 1, MAX), -edge]) {
        const wire = ResponseHeader.encode({ revision: value });
        assert.deepEqual(wire, value === 0 ? hex("") : varint(3, BigInt(value)));
        assert.equal(ResponseHeader.decode(wire).revision, value === 0 ? 0 : value);
      }
    });
  }

  const saturated: readonly (readonly [bigint, number, number])[] = [
    [2n ** 53n, MAX, MAX],
    [2n ** 56n + 1n, MAX, MAX],
    [2n ** 63n - 1n, MAX, MAX],
    [2n ** 63n, -MAX, MAX],
    [-(2n ** 53n), -MAX, MAX],
    [-(2n ** 53n) + 1n, -MAX, MAX],
    [-(2n ** 56n), -MAX, MAX],
    [-1n, -1, MAX],
  ];
  for (const [bits, signed, unsigned] of saturated) {
    test(`${bits} is the nearest that can be counted with`, () => {
      assert.equal(ResponseHeader.decode(varint(3, bits)).revision, signed);
      assert.equal(ResponseHeader.decode(varint(4, bits)).raftTerm, unsigned);
    });
  }

  test("of 32 bits loses what does not fit", () => {
    assert.equal(HashResponse.decode(varint(2, 2n ** 32n - 1n)).hash, 2 ** 32 - 1);
    assert.equal(HashResponse.decode(varint(2, 2n ** 32n + 7n)).hash, 7);
    assert.deepEqual(WatchCreateRequest.decode(varint(5, -3n)).filters, [-3]);
  });

  test("is refused where it is none", () => {
    for (const revision of [1000.5, NaN, Infinity, 2 ** 53]) {
      assert.throws(() => ResponseHeader.encode({ revision }), { name: "AssertionError" });
    }
    assert.deepEqual(ResponseHeader.encode({ raftTerm: 1 }), hex("2001"));
  });
});

describe("an id", () => {
  const ids: readonly (readonly [bigint, Id, Id])[] = [
    [5n, 5, 5],
    [BigInt(MAX), MAX, MAX],
    [2n ** 53n, 2n ** 53n, 2n ** 53n],
    [2n ** 63n - 1n, 2n ** 63n - 1n, 2n ** 63n - 1n],
    [2n ** 63n, -(2n ** 63n), 2n ** 63n],
    [-1n, -1, 2n ** 64n - 1n],
    [-BigInt(MAX), -MAX, 2n ** 64n - BigInt(MAX)],
    [-(2n ** 53n), -(2n ** 53n), 2n ** 64n - 2n ** 53n],
  ];
  for (const [bits, signed, unsigned] of ids) {
    test(`${bits} is exact, and a bigint only where it has to be`, () => {
      assert.strictEqual(LeaseStatus.decode(varint(1, bits)).ID, signed);
      assert.strictEqual(Member.decode(varint(1, bits)).ID, unsigned);
      assert.deepEqual(LeaseStatus.encode({ ID: signed }), varint(1, bits));
      assert.deepEqual(Member.encode({ ID: unsigned }), varint(1, bits));
    });
  }
});

describe("on the wire", () => {
  test("the last of two values counts", () => {
    assert.equal(LeaseGrantRequest.decode(hex("0801 0802")).TTL, 2);
  });

  test("a list of numbers comes packed or one by one", () => {
    const filters = [0, 1, 1];
    assert.deepEqual(WatchCreateRequest.encode({ filters: [0, 1, 1] }), hex("2a03000101"));
    assert.deepEqual(WatchCreateRequest.decode(hex("2a03000101")).filters, filters);
    assert.deepEqual(WatchCreateRequest.decode(hex("2800 2801 2801")).filters, filters);
    assert.deepEqual(WatchCreateRequest.decode(hex("2800 2a020101")).filters, filters);
  });

  test("fields that are not known are passed over, whatever they hold", () => {
    const unknown = "f87f01 f97f0102030405060708 fa7f020102 fd7f01020304 fb7f 0801 fb7f fc7f fc7f";
    assert.deepEqual(LeaseGrantRequest.decode(hex(`${unknown} 0807 ${unknown}`)), LeaseGrantRequest.create({ TTL: 7 }));
  });

  test("a number may be longer than it need be", () => {
    assert.equal(LeaseGrantRequest.decode(hex("08 83808080808080808000")).TTL, 3);
    assert.equal(LeaseGrantRequest.decode(hex("8800 8300")).TTL, 3);
  });

  const damaged: readonly (readonly [string, string, string])[] = [
    ["cut off in a tag", "88", "truncated"],
    ["cut off behind a tag", "08", "truncated"],
    ["cut off in a number", "0880", "truncated"],
    ["cut off in a long number", "0880808080808080", "truncated"],
    ["cut off in a field that is not known", "f97f01", "truncated"],
    ["shorter than a field in it", "fa7f05 01", "truncated"],
    ["with a length of 2^64 - 1", "fa7fffffffffffffffffff01", "truncated"],
    ["with a number of eleven digits", "08 8080808080808080808001", "varint"],
    ["with a number of 65 bits", "08 80808080808080808002", "varint"],
    ["with field 0", "0001", "field"],
    ["with a field beyond 2^29", "80808080 1001", "field"],
    ["with wire type 6", "fe7f", "wireType"],
    ["with wire type 7", "ff7f", "wireType"],
    ["with bytes for a number", "0a0101", "wireType"],
    ["with a fixed number for a varint", "0d01000000", "wireType"],
    ["with a group that does not begin", "fc7f", "group"],
    ["with a group that ends as another", "fb7f f47f", "group"],
    ["with a group that does not end", "fb7f 0801", "truncated"],
  ];
  for (const [what, bytes, code] of damaged) {
    test(`a message ${what} is refused`, () => {
      assert.throws(() => LeaseGrantRequest.decode(hex(bytes)), { name: "DecodeError", code });
    });
  }

  test("a message inside another ends where its length says, whatever follows", () => {
    const revision = WatchResponse.decode(hex("0a03 188001 1801")).header?.revision;
    assert.equal(revision, 128);
    for (const cut of ["0a02 188001", "0a01 1801 1801"]) {
      assert.throws(() => WatchResponse.decode(hex(cut)), { code: "truncated" }, cut);
    }
    // A key of five bytes in a put of two, within a transaction that has more.
    assert.throws(() => TxnRequest.decode(hex("1204 1202 0a05 1200 1200 1200")), { code: "truncated" });
  });

  test("groups may be nested, but not without end", () => {
    const nested = (depth: number): Uint8Array => hex("fb7f".repeat(depth) + "fc7f".repeat(depth));
    assert.equal(LeaseGrantRequest.decode(nested(1000)).TTL, 0);
    assert.throws(() => LeaseGrantRequest.decode(nested(1001)), { code: "depth" });
  });

  test("views are plain, also of a Buffer", () => {
    const { key } = PutRequest.decode(Buffer.from(PutRequest.encode({ key: hex("0102") })));
    assert.equal(key.constructor, Uint8Array);
    assert.deepEqual(key, hex("0102"));
  });
});
