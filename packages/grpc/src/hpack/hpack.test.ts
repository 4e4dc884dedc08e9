import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { encodeHeaders } from "./encoded-headers.js";
import { HeaderBlock } from "./header-block.js";
import { HpackDecoder } from "./hpack-decoder.js";
import { decodedLengthMax, decodeHuffman } from "./huffman.js";

function decoder(tableBytes = 4096, listBytes = 2 ** 20): HpackDecoder {
  return new HpackDecoder(tableBytes, listBytes);
}

function decode(on: HpackDecoder, bytes: Uint8Array): HeaderBlock {
  const block = on.decode(bytes, 0, bytes.length);
  assert.ok(block instanceof HeaderBlock, typeof block === "string" ? block : "");
  return block;
}

function pairs(block: HeaderBlock): [string, string][] {
  return block.names.map((name, at) => [name, block.values[at] ?? ""]);
}

function hex(text: string): Uint8Array {
  return Buffer.from(text.replaceAll(/\s/g, ""), "hex");
}

describe("the examples of RFC 7541, appendix C", () => {
  const requests: [string, string, number][] = [
    ["8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d", "8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff", 57],
    ["8286 84be 5808 6e6f 2d63 6163 6865", "8286 84be 5886 a8eb 1064 9cbf", 110],
    [
      "8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65",
      "8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf",
      164,
    ],
  ];
  const expected: [string, string][][] = [
    [
      [":method", "GET"],
      [":scheme", "http"],
      [":path", "/"],
      [":authority", "www.example.com"],
    ],
    [
      [":method", "GET"],
      [":scheme", "http"],
      [":path", "/"],
      [":authority", "www.example.com"],
      ["cache-control", "no-cache"],
    ],
    [
      [":method", "GET"],
      [":scheme", "https"],
      [":path", "/index.html"],
      [":authority", "www.example.com"],
      ["custom-key", "custom-value"],
    ],
  ];

  for (const huffman of [false, true]) {
    test(`three requests ${huffman ? "with" : "without"} Huffman coding (C.${huffman ? 4 : 3})`, () => {
      const on = decoder();
      for (const [at, [plain, coded, tableBytes]] of requests.entries()) {
        assert.deepEqual(pairs(decode(on, hex(huffman ? coded : plain))), expected[at]);
        assert.equal(on.tableBytes, tableBytes);
      }
    });
  }

  test("responses that evict from a table of 256 bytes (C.5)", () => {
    const on = decoder(256);
    const first =
      "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d";
    assert.equal(decode(on, hex(first)).get("location"), "https://www.example.com");
    assert.equal(on.tableBytes, 222);
    assert.equal(decode(on, hex("4803 3330 37c1 c0bf")).get(":status"), "307");
    assert.equal(on.tableBytes, 222);
  });
});

test("what was encoded is decoded, on any connection and in any state of its table", () => {
  const text = fc.string({
    unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
    maxLength: 300,
  });
  const on = decoder();
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), (fields) => {
      const { bytes } = encodeHeaders(fields);
      assert.deepEqual(pairs(decode(on, bytes)), fields);
      assert.deepEqual(pairs(decode(decoder(), bytes)), fields);
      assert.equal(on.tableBytes, 0);
    }),
  );
});

describe("a block seen before", () => {
  test("is the same object, and so is what was remembered with it", () => {
    const on = decoder();
    const { bytes } = encodeHeaders([
      [":path", "/a"],
      ["x", "y"],
    ]);
    const block = decode(on, bytes);
    block.memo = "parsed";
    assert.equal(decode(on, bytes).memo, "parsed");
    const within = Uint8Array.of(1, 2, ...bytes, 3);
    assert.equal(on.decode(within, 2, 2 + bytes.length), block);
  });

  test("that refers to the dynamic table is decoded anew when the table has changed", () => {
    const on = decoder();
    const insert = (value: string): void => {
      decode(on, Uint8Array.of(0x40, 1, 0x61, 1, value.charCodeAt(0)));
    };
    const newest = Uint8Array.of(0x80 | 62);
    insert("1");
    const first = decode(on, newest);
    assert.equal(first.get("a"), "1");
    assert.equal(decode(on, newest), first);
    insert("2");
    assert.equal(decode(on, newest).get("a"), "2");
  });

  test("that inserts is never taken for known: each time it inserts again", () => {
    const on = decoder();
    const insert = Uint8Array.of(0x40, 1, 0x61, 1, 0x62);
    assert.notEqual(decode(on, insert), decode(on, insert));
    assert.equal(on.tableBytes, 2 * 34);
  });

  test("is never confused with another: recognising or not gives the same, fault or block", () => {
    const value = fc.integer({ min: 0, max: 255 });
    const piece = fc.oneof(
      fc.integer({ min: 0x80, max: 0xc4 }).map((byte) => [byte]),
      fc.tuple(value, value).map(([a, b]) => [0x40, 1, a, 1, b]),
      fc.tuple(fc.integer({ min: 0, max: 3 }), value).map(([a, b]) => [0x00, 1, a, 1, b]),
      fc.constantFrom([0x20], [0x3f, 0x21], [0x3f, 0xe1, 0x1f], [0x7f, 0x01, 1, 0x31]),
      fc.array(value, { maxLength: 3 }),
    );
    const block = fc.array(piece, { maxLength: 4 }).map((pieces) => Uint8Array.from(pieces.flat()));
    const blocks = fc.array(block, { minLength: 1, maxLength: 6 });
    const order = fc.array(fc.nat(), { maxLength: 40 });
    fc.assert(
      fc.property(blocks, order, (kinds, picks) => {
        const recognising = decoder();
        const plain = new HpackDecoder(4096, 2 ** 20, false);
        for (const pick of picks) {
          const bytes = kinds[pick % kinds.length] ?? new Uint8Array(0);
          const left = recognising.decode(bytes, 0, bytes.length);
          const right = plain.decode(bytes, 0, bytes.length);
          if (typeof left === "string") {
            assert.equal(left, right);
            return;
          }
          assert.ok(right instanceof HeaderBlock);
          assert.deepEqual(pairs(left), pairs(right));
          assert.equal(recognising.tableBytes, plain.tableBytes);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe("games with the encoding end", () => {
  const faults: [string, string, RegExp][] = [
    ["index 0", "80", /index/],
    ["an index beyond both tables", "be", /index/],
    ["a name's index beyond both tables", "7f00 0131", /index/],
    ["an integer that does not end", "ffff ffff ffff ffff ff", /integer/],
    ["an integer above any length", "7fff ffff ff7f", /integer/],
    ["an integer that the block cuts off", "ff80", /integer/],
    ["a text longer than its block", "0005 6162", /longer/],
    ["a block that ends before its value", "0001 61", /ends/],
    ["a size update behind a field", "8220", /size update/],
    ["three size updates", "2020 20", /three|more than two/],
    ["a size above the one we allow", "3fe2 1f", /beyond/],
    ["a Huffman text padded with a zero", "0001 6181 1e", /Huffman/],
    ["a Huffman text padded with a whole byte", "0001 6182 1fff", /Huffman/],
    ["a Huffman text with the end mark in it", "0001 6185 ffff ffff ff", /Huffman/],
  ];
  for (const [name, bytes, expected] of faults) {
    test(`${name} is a fault`, () => {
      const fault = decoder().decode(hex(bytes), 0, hex(bytes).length);
      assert.ok(typeof fault === "string");
      assert.match(fault, expected);
    });
  }

  test("a small block that means a large list is cut at the limit, and the table stays in step", () => {
    const on = decoder(4096, 10_000);
    const large = encodeHeaders([["n", "v".repeat(3000)]]).bytes.slice();
    large[0] = 0x40;
    assert.equal(decode(on, large).truncated, false);
    const bomb = new Uint8Array(10_000).fill(0x80 | 62);
    const block = decode(on, bomb);
    assert.equal(block.truncated, true);
    assert.equal(block.names.length, 3);
    assert.equal(decode(on, Uint8Array.of(0x80 | 62)).get("n")?.length, 3000);
  });

  test("a field larger than the table empties it, and sizes down and up evict what they must", () => {
    const on = decoder();
    decode(on, Uint8Array.of(0x40, 1, 0x61, 1, 0x62));
    assert.equal(on.tableBytes, 34);
    decode(on, Uint8Array.of(0x20, 0x3f, 0xe1, 0x1f));
    assert.equal(on.tableBytes, 0);
    decode(on, Uint8Array.of(0x40, 1, 0x61, 1, 0x62));
    const large = encodeHeaders([["n", "v".repeat(5000)]]).bytes.slice();
    large[0] = 0x40;
    decode(on, large);
    assert.equal(on.tableBytes, 0);
  });

  test("the table never pins more than its limit", () => {
    const on = decoder(1000);
    for (let at = 0; at < 10_000; at++) {
      const bytes = encodeHeaders([["name", `${at}`.repeat(1 + (at % 30))]]).bytes.slice();
      bytes[0] = 0x40;
      decode(on, bytes);
      assert.ok(on.tableBytes <= 1000);
    }
  });
});

test("arbitrary bytes are a block or a fault, and nothing else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const block = decoder().decode(bytes, 0, bytes.length);
      assert.ok(typeof block === "string" ? block.length > 0 : block instanceof HeaderBlock);
    }),
    { numRuns: 3000 },
  );
});

test("Huffman text never decodes to more than there was room for", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      const target = new Uint8Array(decodedLengthMax(bytes.length) + 8).fill(0xaa);
      const length = decodeHuffman(bytes, 0, bytes.length, target);
      assert.ok(length <= decodedLengthMax(bytes.length));
      assert.ok(target.subarray(decodedLengthMax(bytes.length)).every((byte) => byte === 0xaa));
    }),
  );
});
