import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { peerUrls } from "./peer-urls.js";

void describe("peerUrls", () => {
  void it("are addresses with a scheme and a port, and nothing behind it", () => {
    const good = "http://10.0.0.4:2380,https://[::1]:2380,unix://localhost:2380";
    assert.deepEqual(peerUrls(good), good.split(","));
  });

  for (const [urls, why] of [
    ["localhost", "URL scheme must be http, https, unix, or unixs: localhost"],
    ["http://a:1,ftp://a:1", "URL scheme must be http, https, unix, or unixs: ftp://a:1"],
    ["http://a", 'URL address does not have the form "host:port": http://a'],
    ["http://::1:2380", 'URL address does not have the form "host:port": http://::1:2380'],
    ["http://a:1/b", "URL must not contain a path: http://a:1/b"],
  ] as const) {
    void it(`refuse ${urls}`, () => {
      assert.throws(() => peerUrls(urls), { message: why, exitCode: 1 });
    });
  }
});
