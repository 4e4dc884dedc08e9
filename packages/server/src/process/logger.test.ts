import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createLogger } from "./logger.js";

void describe("createLogger", () => {
  it("writes one object a line, from its level on", () => {
    const lines: string[] = [];
    const logger = createLogger("info", "test", (line) => lines.push(line));
    logger.debug("unheard");
    logger.info("a\nb", { id: 2n ** 63n, why: new Error("no") });
    logger.error("c");
    assert.equal(lines.length, 2);
    for (const line of lines) assert.match(line, /^[^\n]*\n$/);
    const { ts, ...rest } = JSON.parse(lines[0] ?? "") as { ts: string };
    assert.deepEqual(rest, { level: "info", caller: "test", msg: "a\nb", id: "9223372036854775808", why: "no" });
    assert.match(ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });
});
