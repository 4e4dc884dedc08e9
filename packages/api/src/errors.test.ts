import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errors, statusOf, type ErrorName } from "./errors.js";

describe("the table of errors", () => {
  test("has a status of its own for each name", () => {
    const names = Object.keys(errors) as ErrorName[];
    const statuses = names.map((name) => statusOf(name));
    assert.equal(new Set(statuses.map(({ message }) => message)).size, names.length);
    for (const { code, message } of statuses) assert.ok(code > 0 && code <= 16 && !message.endsWith("."), message);
  });

  test("puts etcd's prefix before all but what etcd says without, and what only KeyVal says", () => {
    const without = Object.values(errors).filter(({ message }) => !message.startsWith("etcdserver: "));
    assert.deepEqual(
      without.map(({ message }) => message),
      [
        "auth: authentication failed, password was given for no password user",
        "mutex: session is expired",
        "election: not leader",
        "election: no leader",
        '"leader" field must be provided',
        "RangeStream does not support custom sort orders",
        "RangeStream does not support revision filters",
        "this member was brought up to date by a snapshot: begin again, and a watch behind the last event",
        "the request can not be read: check what the client sends",
        "there is no such session, or it has expired: open a new one; what happened to its commands is unknown",
        "there are too many sessions: close some, or wait until some expire",
        "the session keeps too many results: acknowledge those that have arrived, and try again",
        "this call can not be numbered in a session: make it without, and again only if that does no harm",
        "the session has acknowledged the answer of this command: give each command a number of its own",
        "this key was given to another request before: give each request a key of its own",
        "the command was done before, but its result was too large to be kept: read what it changed",
      ],
    );
  });

  test("has the code and text that clients look for", () => {
    assert.deepEqual(statusOf("compacted"), {
      code: 11,
      message: "etcdserver: mvcc: required revision has been compacted",
    });
    assert.deepEqual(statusOf("leaseNotFound"), { code: 5, message: "etcdserver: requested lease not found" });
    assert.deepEqual(statusOf("noSpace"), { code: 8, message: "etcdserver: mvcc: database space exceeded" });
  });
});
