import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ProtoWriter, protoNumber, protoText, readProto } from "./proto.js";
import { decodeUtf8, encodeUtf8 } from "./utf8.js";

void describe("proto", () => {
  it("writes what it reads", () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: "binary" }), fc.maxSafeNat(), (small, text, large) => {
        const bytes = new ProtoWriter().number(1, small).text(2, text).number(300, large).finish();
        const fields = readProto(bytes);
        assert.ok(fields !== undefined);
        assert.equal(protoNumber(fields, 1), small);
        assert.equal(protoText(fields, 2), text);
        assert.equal(protoNumber(fields, 300), large);
      }),
    );
  });

  it("passes over fixed-width fields, and takes the last of several", () => {
    const fields = readProto(Uint8Array.of(0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x15, 1, 2, 3, 4, 0x18, 5, 0x18, 6));
    assert.ok(fields !== undefined);
    assert.equal(protoNumber(fields, 3), 6);
    assert.equal(fields.length, 2);
  });

  const bad = {
    "no value": [8],
    "endless number": [8, ...new Array<number>(11).fill(255)],
    "too long": [10, 5, 1],
    group: [11],
    "field 0": [0, 1],
    cut: [9, 1],
  };
  for (const [name, bytes] of Object.entries(bad)) {
    it(`refuses: ${name}`, () => assert.equal(readProto(Uint8Array.from(bytes)), undefined));
  }

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const fields = readProto(bytes);
        assert.ok(fields === undefined || fields.every(({ number }) => number > 0));
      }),
    );
  });
});

void describe("utf8", () => {
  it("agrees with TextEncoder and TextDecoder", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 12 }), (text, bytes) => {
        assert.deepEqual(encodeUtf8(text), new TextEncoder().encode(text));
        assert.equal(decodeUtf8(encodeUtf8(text)), text);
        let expected: string | undefined;
        try {
          expected = decoder.decode(bytes);
        } catch {
          expected = undefined;
        }
        assert.equal(decodeUtf8(bytes), expected);
      }),
    );
    assert.deepEqual(encodeUtf8("\ud800"), encodeUtf8("\ufffd"));
  });
});
