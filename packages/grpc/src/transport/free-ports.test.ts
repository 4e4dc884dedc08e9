import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, it } from "node:test";
import { freePorts } from "./free-ports.test-helper.js";

void describe("free ports", () => {
  it("are given out once, however many are asked for at a time", async () => {
    const ports = [...(await freePorts(2)), ...(await freePorts(40))];
    assert.equal(new Set(ports).size, 42);
  });

  it("are not what the system chooses from, and are not those that somebody listens on", async () => {
    const [port = 0] = await freePorts(1);
    assert.ok(port >= 10_000 && port < 32_768);
    const taken = createServer().listen(port + 1, "127.0.0.1");
    try {
      await once(taken, "listening");
      assert.ok(!(await freePorts(4)).includes(port + 1));
    } finally {
      taken.close();
    }
  });
});
