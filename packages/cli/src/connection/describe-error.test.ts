import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NoLeader, NoSpace, NotReady, Unreachable } from "@keyval/client";
import { failureOf } from "./describe-error.js";

void describe("what ends a command", () => {
  const errors = [
    [new NotReady("this member is not ready: it waits for a leader"), /: it waits for a leader$/u, /start the others/u],
    [new NoLeader(), /^etcdserver: no leader$/u, /kvctl status/u],
    [new NoSpace(), /space exceeded$/u, /--quota-backend-bytes/u],
    [
      new Unreachable("nobody listens"),
      /^context deadline exceeded$/u,
      /^nobody listens\. Start one, or name others with --endpoints\.$/u,
    ],
  ] as const;
  for (const [error, message, advice] of errors) {
    it(`is followed by what to do: ${error.code}`, () => {
      const failure = failureOf(error);
      assert.match(failure.message, message);
      assert.match(failure.advice ?? "", advice);
    });
  }
});
