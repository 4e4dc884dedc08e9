import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { MessageReader } from "./message-reader.js";

function framed(...messages: (readonly [flag: number, bytes: Uint8Array])[]): Uint8Array {
  return Buffer.concat(
    messages.flatMap(([flag, bytes]) => {
      const prefix = Buffer.alloc(5);
      prefix[0] = flag;
      prefix.writeUInt32BE(bytes.length, 1);
      return [prefix, bytes];
    }),
  );
}

function drain(reader: MessageReader): [number, number[]][] {
  const messages: [number, number[]][] = [];
  for (let message = reader.next(); message !== undefined; message = reader.next()) {
    messages.push([reader.isCompressed ? 1 : 0, [...message]]);
  }
  return messages;
}

const message = fc.tuple(fc.constantFrom(0, 1), fc.uint8Array({ maxLength: 20 }));

void describe("MessageReader", () => {
  it("finds the same messages however the bytes are split, and whoever keeps them", () => {
    fc.assert(
      fc.property(
        fc.array(message, { maxLength: 6 }),
        fc.array(fc.nat(30)),
        fc.infiniteStream(fc.boolean()),
        (sent, cuts, keeps) => {
          const bytes = framed(...sent);
          const reader = new MessageReader(20);
          const found: [number, number[]][] = [];
          let at = 0;
          for (const cut of [...cuts, bytes.length]) {
            const piece = Buffer.from(bytes.subarray(at, at + cut));
            at += piece.length;
            reader.push(piece);
            const [keep] = keeps.take(1);
            if (keep === true) reader.keep();
            else found.push(...drain(reader));
            // The socket uses its buffer again.
            piece.fill(0xee);
          }
          found.push(...drain(reader));
          assert.deepEqual(
            found,
            sent.map(([flag, body]) => [flag, [...body]]),
          );
          assert.ok(!reader.isWithinMessage && reader.unread === 0 && reader.fault === undefined);
        },
      ),
    );
  });

  it("gives a view of the piece where a message lies whole in it", () => {
    const bytes = framed([0, Uint8Array.of(1, 2, 3)]);
    const reader = new MessageReader(10);
    reader.push(bytes);
    assert.equal(reader.next()?.buffer, bytes.buffer);
  });

  it("refuses a message over the limit by its prefix alone", () => {
    const reader = new MessageReader(9);
    reader.push(framed([0, new Uint8Array(9)], [0, new Uint8Array(10)]).subarray(0, 19));
    assert.equal(reader.next()?.length, 9);
    assert.equal(reader.next(), undefined);
    assert.equal(reader.fault, "tooLarge");
  });

  it("refuses lengths of 32 bits without sign trouble", () => {
    const reader = new MessageReader(2 ** 31);
    reader.push(Uint8Array.of(0, 0xff, 0xff, 0xff, 0xff, 1));
    assert.equal(reader.next(), undefined);
    assert.equal(reader.fault, "tooLarge");
  });

  it("refuses flags that mean nothing", () => {
    const reader = new MessageReader(9);
    reader.push(Uint8Array.of(2));
    assert.equal(reader.next(), undefined);
    assert.equal(reader.fault, "badFlag");
  });

  it("copies each byte of a large message a bounded number of times, and pins little for a prefix", () => {
    const length = 4_000_000;
    const bytes = framed([0, new Uint8Array(length).fill(7)]);
    const reader = new MessageReader(length);
    let found: Uint8Array | undefined;
    for (let at = 0; at < bytes.length; at += 16_384) {
      assert.equal(found, undefined);
      reader.push(bytes.subarray(at, at + 16_384));
      found = reader.next();
      if (found === undefined) assert.ok(reader.bytesPinned <= Math.max(65_536, 2 * (at + 16_384)));
    }
    assert.equal(found?.length, length);
    assert.ok(found.every((byte) => byte === 7));
  });
});
