import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata } from "@keyval/grpc";
import { introduce, PROTOCOL_VERSION, readIntroduction } from "./peer-protocol.js";

const HELLO = { cluster: "c", member: "a", incarnation: "life of a" };

function problemOf(metadata: Metadata | undefined): string | undefined {
  return readIntroduction(metadata).problem;
}

test("who introduces itself is understood, also in the next version of the protocol", () => {
  for (const version of [PROTOCOL_VERSION, PROTOCOL_VERSION + 1]) {
    const introduced = readIntroduction(introduce(HELLO, "b", ["h:1", "h:2"]).set("keyval-protocol", String(version)));
    assert.deepEqual(introduced, { hello: HELLO, to: "b", addresses: ["h:1", "h:2"], problem: undefined });
  }
});

test("who does not, or not well enough, is refused in a sentence that says what to do", () => {
  assert.match(problemOf(undefined) ?? "", /does not speak KeyVal's protocol.*check the peer URL/);
  assert.match(problemOf(new Metadata()) ?? "", /does not speak KeyVal's protocol.*check the peer URL/);
  assert.match(problemOf(introduce(HELLO, "b").set("keyval-protocol", "0")) ?? "", /version 0 .*upgrade it first/);
  assert.match(problemOf(introduce({ ...HELLO, incarnation: "" }, "b")) ?? "", /which member of which cluster/);
});
