import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memberUrlsOf } from "./member-urls.js";

void describe("memberUrlsOf", () => {
  it("sorts what can be URLs of a member", () => {
    const urls = ["https://b:2380", "http://[::1]:1", " http://10.0.0.1:2380 ", "unix://localhost:m1"];
    const sorted = ["http://10.0.0.1:2380", "http://[::1]:1", "https://b:2380", "unix://localhost:m1"];
    assert.deepEqual(memberUrlsOf(urls), sorted);
  });

  it("takes nothing if one of them can not, or if there is none", () => {
    assert.equal(memberUrlsOf([]), undefined);
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
      assert.equal(memberUrlsOf(["http://a:1", url]), undefined, url);
  });
});
