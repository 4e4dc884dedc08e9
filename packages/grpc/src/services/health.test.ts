import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { QUESTION_BYTES_MAX } from "../limits.js";
import { healthService } from "./health.js";

void describe("a request for health", () => {
  const { request } = healthService.methods.check;

  it("names a service, or the server as a whole", () => {
    for (const name of ["", "etcdserverpb.KV", "ünïcode"]) assert.equal(request.decode(request.encode(name)), name);
  });

  it("is refused where it is no such message, and where the name would pin much", () => {
    const longest = "x".repeat(QUESTION_BYTES_MAX - 3);
    assert.equal(request.decode(request.encode(longest)), longest);
    for (const bytes of [Uint8Array.of(10, 200), Uint8Array.of(10, 1, 0xff), request.encode(`${longest}x`)]) {
      assert.throws(() => request.decode(bytes), { message: /name of a service/ });
    }
  });
});
