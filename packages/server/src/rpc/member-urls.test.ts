import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Refusal } from "@keyval/statemachine";
import { memberUrlsOf } from "./member-urls.js";

void describe("memberUrlsOf", () => {
  it("sorts what can be URLs of a member", () => {
    const urls = ["http://b:2380", "http://[::1]:1", " http://10.0.0.1:2380 ", "unix://localhost:m1"];
    const sorted = ["http://10.0.0.1:2380", "http://[::1]:1", "http://b:2380", "unix://localhost:m1"];
    assert.deepEqual(memberUrlsOf(urls), sorted);
  });

  it("takes nothing if one of them can not, or if there is none", () => {
    const refusal = new Refusal("invalidMemberUrls");
    assert.deepEqual(memberUrlsOf([]), refusal);
    for (const url of [
      "",
      "b:2380",
      "ftp://b:1",
      "http://b",
      "http://b:2380/",
      "http://:1",
      "http://a b:1",
      "http://b:1?x",
    ])
      assert.deepEqual(memberUrlsOf(["https://a:1", url]), refusal, url);
  });

  it("takes nothing if one of them asks for TLS", () => {
    for (const url of ["https://b:2380", "https://[::1]:1", "unixs://localhost:m1"])
      assert.deepEqual(memberUrlsOf(["http://a:1", url]), new Refusal("peerTlsMissing"), url);
  });
});
