import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { percentDecoded, percentEncoded } from "./percent.js";
import { Query } from "./query.js";

void describe("a query", () => {
  it("has names with values, as often as they are given", () => {
    const query = new Query("a=1&b&c=x=y&a=2&&d=+%2B");
    assert.deepEqual(query.names, ["a", "b", "c", "d"]);
    assert.deepEqual(query.texts("a"), ["1", "2"]);
    assert.deepEqual([query.text("b"), query.text("c"), query.text("d")], ["", "x=y", " +"]);
    assert.deepEqual([query.has("e"), query.text("e"), query.bytes("e")], [false, undefined, undefined]);
  });

  it("keeps bytes that are no text", () => {
    assert.deepEqual([...(new Query("key=%ff%00").bytes("key") ?? [])], [0xff, 0]);
  });

  it("says that it can not be read", () => {
    assert.deepEqual([new Query("a=%").isMalformed, new Query("%1=a").isMalformed], [true, true]);
    assert.equal(new Query("a=%41").isMalformed, false);
  });
});

void describe("percent encoding", () => {
  it("brings every byte there and back", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    assert.deepEqual(percentDecoded(percentEncoded(bytes)), bytes);
    assert.equal(percentEncoded(Buffer.from("aZ09-._~ /%ä")), "aZ09-._~%20%2F%25%C3%A4");
  });
});
