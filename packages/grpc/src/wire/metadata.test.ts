import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { HeaderBlock } from "../hpack/header-block.js";
import { decodeBase64, encodeBase64 } from "./base64.js";
import { Metadata } from "./metadata.js";

void describe("Metadata", () => {
  it("keeps all values of a name in their order, whatever the case of the name", () => {
    const metadata = new Metadata().add("Token", "a").add("token", "b").add("x", "c");
    assert.equal(metadata.get("TOKEN"), "a");
    assert.deepEqual(metadata.getAll("token"), ["a", "b"]);
    assert.deepEqual([...metadata.set("token", "d")].map(String), ["x,c", "token,d"]);
    metadata.delete("X");
    assert.deepEqual([metadata.has("x"), metadata.get("x")], [false, undefined]);
  });

  it("has bytes under names that end in -bin", () => {
    const bytes = Uint8Array.of(0, 255, 171);
    const metadata = Metadata.of({ "trace-bin": bytes });
    assert.deepEqual([...metadata], [["trace-bin", "AP+r"]]);
    assert.deepEqual(metadata.getBytes("trace-bin"), bytes);
  });

  it("takes values of a peer apart that were joined, padded or not", () => {
    const metadata = Metadata.ofHeaders(new HeaderBlock(["t-bin", "t-bin", "t-bin"], ["AQ==, AgM", "BA", "?"]));
    assert.deepEqual(
      metadata.getAllBytes("t-bin").map((bytes) => [...bytes]),
      [[1], [2, 3], [4]],
    );
  });

  it("leaves out of a peer's headers what is the protocol's own", () => {
    const protocol = [":path", "te", "grpc-timeout", "content-type", "user-agent"];
    const names = [...protocol, "grpc-status-details-bin", "k"];
    const metadata = Metadata.ofHeaders(new HeaderBlock(names, ["/", "trailers", "1S", "t", "u", "AQ", "v"]));
    assert.deepEqual([...metadata].map(String), ["grpc-status-details-bin,AQ", "k,v"]);
  });

  const bad: [string, string | Uint8Array, RegExp][] = [
    ["", "v", /for a name/],
    ["a b", "v", /for a name/],
    [":path", "v", /for a name/],
    ["grpc-timeout", "1S", /for a name/],
    ["content-type", "x", /for a name/],
    ["ä", "v", /for a name/],
    ["k", "line\nbreak", /printable ASCII/],
    ["k", "ä", /printable ASCII/],
    ["k", new Uint8Array(1), /takes bytes/],
    ["k-bin", "v", /takes bytes/],
  ];
  for (const [name, value, message] of bad) {
    it(`refuses ${JSON.stringify([name, value])}`, () => {
      assert.throws(() => new Metadata().add(name, value), { message });
    });
  }
});

void describe("base64", () => {
  it("agrees with Node's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        const padded = Buffer.from(bytes).toString("base64");
        assert.equal(encodeBase64(bytes), padded.replace(/=+$/, ""));
        assert.deepEqual(decodeBase64(padded), bytes);
        assert.deepEqual(decodeBase64(encodeBase64(bytes)), bytes);
      }),
    );
  });

  for (const text of ["A", "AAAAA", "A===", "AA=", "AA==A", "A-_A", "äAAA", "AA A"]) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(decodeBase64(text), undefined));
  }
});
