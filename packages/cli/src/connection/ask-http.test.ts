import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { makeCertificate } from "../../../grpc/dist/transport/certificate.test-helper.js";
import { askHttpWith, httpUrl } from "./ask-http.js";

const PATIENCE_MS = 60_000;

/** Of the certificate. */
const END = Date.UTC(2099, 11, 31, 23, 59, 59);

void describe("a server that is asked by HTTP", () => {
  const places = [
    ["10.0.0.1:2379", false, "http://10.0.0.1:2379/metrics"],
    ["10.0.0.1", false, "http://10.0.0.1:2379/metrics"],
    ["10.0.0.1:2379", true, "https://10.0.0.1:2379/metrics"],
    ["http://10.0.0.1:80/", true, "http://10.0.0.1/metrics"],
    ["https://[::1]", false, "https://[::1]:2379/metrics"],
  ] as const;
  for (const [endpoint, isEncrypted, expected] of places) {
    it(`is found from ${endpoint}, ${isEncrypted ? "with" : "without"} TLS, at ${expected}`, () => {
      assert.equal(httpUrl(endpoint, "/metrics", isEncrypted).href, expected);
    });
  }

  it("is trusted as its client trusts it, and shows until when it can be", async () => {
    const { key, cert } = makeCertificate();
    const server = createServer({ key, cert }, (request, response) => response.end(request.url)).listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    for (const endpoint of [`localhost:${port}`, `https://localhost:${port}`]) {
      const answer = await askHttpWith({ ca: cert })(endpoint, "/version", PATIENCE_MS);
      assert.deepEqual([answer?.isOk, answer?.body, answer?.certifiedUntil], [true, "/version", END]);
      assert.ok(Math.abs((answer?.date ?? 0) - Date.now()) < PATIENCE_MS);
    }
    assert.equal(await askHttpWith(undefined)(`https://localhost:${port}`, "/version", PATIENCE_MS), undefined);
    server.close();
    await once(server, "close");
  });
});
