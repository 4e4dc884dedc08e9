import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { errors, statusOf, watchRefusals, type ErrorName } from "./errors.js";

/** What etcd's servers say, by the status code of gRPC: clients compare it to the letter. */
const WORDS_OF_ETCD: Readonly<Record<number, readonly string[]>> = {
  1: ["watch canceled", "request canceled"],
  2: ["re-configuration failed due to not enough started members", "too many requests"],
  3: [
    "key is not provided",
    "key not found",
    "value is provided",
    "lease is provided",
    "too many operations in txn request",
    "duplicate key given in txn request",
    "invalid client api version",
    "invalid sort option",
    "given member URLs are invalid",
    "request is too large",
    "user name is empty",
    "role name is empty",
    "authentication failed, invalid user ID or password",
    "permission not given",
    "invalid auth management",
    "revision of auth store is old",
    "wrong downgrade target version format",
    "invalid downgrade target version",
  ],
  4: ["context deadline exceeded"],
  5: ["requested lease not found", "member not found"],
  7: ["permission denied"],
  8: ["mvcc: database space exceeded"],
  9: [
    "lease already exists",
    "member ID already exist",
    "Peer URLs already exists",
    "can only promote a learner member",
    "can only promote a learner member which is in sync with leader",
    "too many learner members in cluster",
    "cluster ID mismatch",
    "root user does not exist",
    "root user does not have root role",
    "user name already exists",
    "user name not found",
    "role name already exists",
    "role name not found",
    "role is not granted to the user",
    "permission is not granted to the role",
    "authentication is not enabled",
    "not leader",
    "not capable",
    "rpc not supported for learner",
    "bad leader transferee",
    "cluster version not found during downgrade",
    "cluster has a downgrade job in progress",
    "no inflight downgrade job",
  ],
  11: [
    "mvcc: required revision has been compacted",
    "mvcc: required revision is a future revision",
    "too large lease TTL",
  ],
  14: [
    "no leader",
    "leader changed",
    "server stopped",
    "request timed out",
    "request timed out, possibly due to previous leader failure",
    "request timed out, possibly due to connection lost",
    "request timed out, waiting for the applied index took too long",
    "unhealthy cluster",
  ],
  15: ["corrupt cluster"],
  16: ["invalid auth token"],
};

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
        "this member is not ready",
        "some members run a version that does not know this yet: upgrade them, and try again",
        "the cluster uses what this version does not know: start a newer one",
        "the request can not be read: check what the client sends",
        "there is no such session, or it has expired: open a new one; what happened to its commands is unknown",
        "there are too many sessions: use fewer, or wait until some expire",
        "the session keeps too many results: acknowledge those that have arrived, and try again",
        "the log does not keep what comes next any more: read on from 0, which is the oldest that it keeps",
        "what has changed since the snapshot before is compacted in part: take a whole one",
        "the snapshot before was taken of another cluster, or before this one was restored: take a whole one",
        "this member does not have all yet that the snapshot before has: ask another one, or try again",
        "the answer would be too large to be sent as one, so nothing was changed: change fewer keys at a time, or ask for no values",
        "the answer is too large to be sent as one: ask for less with a limit, by pages or as a stream; what was to change is changed",
        "too many answers are on their way to send this one: read those, and ask again; what was to change is changed",
        "members can not be reached by TLS, which does not exist yet: give them URLs with http or unix",
        "this call can not be numbered in a session: make it without, and again only if that does no harm",
        "the session has acknowledged the answer of this command: give each command a number of its own",
        "this key was given to another request before: give each request a key of its own",
        "the command was done before, but its result was too large to be kept: read what it changed",
      ],
    );
  });

  for (const [code, texts] of Object.entries(WORDS_OF_ETCD)) {
    test(`has the texts that clients of etcd look for, with code ${code}`, () => {
      const known = Object.values(errors).filter((status) => status.code === Number(code));
      const missing = texts.filter((text) => !known.some(({ message }) => message === `etcdserver: ${text}`));
      assert.deepEqual(missing, []);
    });
  }

  test("has the texts that come without etcd's prefix", () => {
    assert.deepEqual(statusOf("electionNoLeader"), { code: 2, message: "election: no leader" });
    assert.deepEqual(statusOf("leaderFieldMissing"), { code: 2, message: '"leader" field must be provided' });
    assert.equal(statusOf("passwordForNoPasswordUser").code, 2);
    assert.equal(watchRefusals.emptyRange, "mvcc: watcher range is empty");
    assert.equal(watchRefusals.duplicateWatchId, "mvcc: duplicate watch ID provided on the WatchStream");
  });
});
