import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Compare, KeyValue, PutRequest, RangeResponse, ResponseHeader, TxnRequest } from "../index.js";
import { codecOf, messageNames } from "../messages.test-helper.js";
import { fieldsOf } from "../reflection/index.js";

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

function hex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/[0-9a-f]{2}/gu) ?? [], (digits) => Number.parseInt(digits, 16));
}

/** One for each type that fields of a oneof have. */
const VALUES = { int64: 0, bytes: new Uint8Array(0), message: {} } as const;

describe("a message", () => {
  test("has every field when it is decoded, and the bytes of the wire", () => {
    const put = PutRequest.decode(hex("0a016b 1202 7631 18 ac02 2001"));
    assert.deepEqual(put, {
      key: bytes("k"),
      value: bytes("v1"),
      lease: 300,
      prevKv: true,
      ignoreValue: false,
      ignoreLease: false,
    });
    assert.deepEqual(PutRequest.encode(put), hex("0a016b 1202 7631 18 ac02 2001"));
    assert.deepEqual(PutRequest.decode(new Uint8Array(0)), PutRequest.create());
  });

  test("holds views of the bytes that it was read from", () => {
    const wire = PutRequest.encode({ key: bytes("key"), value: bytes("value") });
    const { key, value } = PutRequest.decode(wire);
    assert.ok(key.buffer === wire.buffer && value.buffer === wire.buffer);
  });

  test("nests, and goes on where a message inside it comes in parts", () => {
    const header = ResponseHeader.create({ clusterId: 2n ** 63n, memberId: 7, revision: 2 ** 40 });
    const response = RangeResponse.create({
      header,
      kvs: [{ key: bytes("a"), version: 1 }, { lease: -(2n ** 63n) }],
      count: 2,
    });
    const wire = RangeResponse.encode(response);
    assert.deepEqual(RangeResponse.decode(wire), response);
    const parts = Uint8Array.of(...wire, ...RangeResponse.encode({ header: { raftTerm: 9 }, kvs: [{}] }));
    const whole = RangeResponse.decode(parts);
    assert.deepEqual(whole.header, { ...header, raftTerm: 9 });
    assert.deepEqual(whole.kvs, [...response.kvs, KeyValue.create()]);
  });

  test("of several possible fields has the one that came last", () => {
    const wire = Uint8Array.of(...Compare.encode({ version: 0 }), ...Compare.encode({ lease: 5 }));
    assert.deepEqual(Compare.decode(wire), Compare.create({ lease: 5 }));
    assert.deepEqual(Compare.decode(Compare.encode({ version: 0 })), Compare.create({ version: 0 }));
  });

  for (const message of messageNames) {
    const members = fieldsOf(message).filter(({ oneof }) => oneof !== undefined);
    for (const first of members) {
      for (const second of members.filter((member) => member !== first && member.oneof === first.oneof)) {
        test(`${message} has ${second.name} and not ${first.name} where that came before`, () => {
          const codec = codecOf(message);
          const [before, after] = [first, second].map(({ property, type }) =>
            codec.encode({ [property]: VALUES[type as keyof typeof VALUES] }),
          );
          const wire = Uint8Array.of(...(before ?? []), ...(after ?? []));
          const set = Object.entries(codec.decode(wire)).filter(([, content]) => content !== undefined);
          assert.ok(set.some(([property]) => property === second.property));
          assert.ok(!set.some(([property]) => property === first.property));
        });
      }
    }
  }

  test("may hold its own kind, but not without end", () => {
    let txn = TxnRequest.create();
    for (let depth = 0; depth < 400; depth++) txn = TxnRequest.create({ success: [{ requestTxn: txn }] });
    const wire = TxnRequest.encode(txn);
    assert.deepEqual(TxnRequest.encode(TxnRequest.decode(wire)), wire);
    for (let depth = 0; depth < 200; depth++) txn = TxnRequest.create({ success: [{ requestTxn: txn }] });
    const deep = TxnRequest.encode(txn);
    assert.throws(() => TxnRequest.decode(deep), { name: "DecodeError", code: "depth" });
    const wide = TxnRequest.create({ success: Array.from({ length: 3000 }, () => ({ requestTxn: {} })) });
    assert.deepEqual(TxnRequest.decode(TxnRequest.encode(wide)), wide);
  });
});
