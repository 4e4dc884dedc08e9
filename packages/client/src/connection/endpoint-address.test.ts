import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseEndpoint } from "./endpoint-address.js";

void describe("parseEndpoint", () => {
  const good: [text: string, target: string, isEncrypted: boolean][] = [
    ["localhost", "localhost:2379", false],
    ["10.0.0.1:4001", "10.0.0.1:4001", false],
    ["http://a.example:1", "a.example:1", false],
    ["https://a.example", "a.example:2379", true],
    ["https://[::1]:2/", "[::1]:2", true],
    ["unix:///run/kv.sock", "unix:/run/kv.sock", false],
    ["unix://kv.sock", "unix:kv.sock", false],
    ["unixs:///run/kv.sock", "unix:/run/kv.sock", true],
  ];
  for (const [text, target, isEncrypted] of good) {
    it(`takes ${text}`, () => {
      assert.deepEqual(parseEndpoint(text, false), { text, target, isEncrypted });
    });
  }

  it("encrypts what has no scheme where TLS was asked for", () => {
    assert.equal(parseEndpoint("a:1", true).isEncrypted, true);
    assert.equal(parseEndpoint("http://a:1", true).isEncrypted, false);
  });

  for (const text of ["", "a:b", "a:70000", "http://a:1/path", "ftp://a:1", "::1:2379", "a b"]) {
    it(`refuses "${text}"`, () => {
      assert.throws(() => parseEndpoint(text, false), RangeError);
    });
  }
});
