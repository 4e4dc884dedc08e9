import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AlarmAction,
  AlarmRequest,
  AlarmType,
  AuthEnableRequest,
  AuthRoleAddRequest,
  AuthRoleGrantPermissionRequest,
  AuthRoleRevokePermissionRequest,
  AuthUserGrantRoleRequest,
  ClusterVersionCommand,
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  DowngradeAction,
  DowngradeRequest,
  type EntryHeader,
  type Init,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRevokeRequest,
  LeaseTimeCommand,
  MemberAddCommand,
  MemberAnnounceCommand,
  MemberRemoveRequest,
  PutRequest,
  RangeRequest,
  type RangeResponse,
  SessionExpireCommand,
  SessionRegisterCommand,
  TxnRequest,
  UserAddCommand,
} from "@keyval/api";
import { readsAndWrites } from "../auth/auth-store.test-helper.js";
import { presentCaller } from "../auth/authorize.js";
import type { Digest } from "../hash/digest.js";
import { bytesOf, lettersOf } from "../key-index/key-index-model.test-helper.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { Refusal } from "../refusal.js";
import type { Result } from "../result.js";
import { SESSION_TTL_MS } from "../sessions/limits.js";

const halves = ({ high, low }: Digest): Digest => ({ high, low });

/** What a command was told: the name of the error, or "done". */
const told = (result: Result): string => (result instanceof Refusal ? result.error : "done");

/** A state machine whose commands say who gives them. */
class World extends MachineWorld {
  give(kind: CommandKind, body: Uint8Array, fields: Partial<EntryHeader> = {}): Result {
    return this.apply(kind, body, 0, fields).result;
  }

  as(user: string, kind: CommandKind, body: Uint8Array): string {
    return told(this.give(kind, body, presentCaller(this.machine.tables.auth, user)));
  }

  put(key: string, value: string, fields: Partial<EntryHeader> = {}): Result {
    return this.give(CommandKind.put, putOf({ key: bytesOf(key), value: bytesOf(value), prevKv: true }), fields);
  }

  read(key: string): string {
    const request = RangeRequest.create({ key: bytesOf(key) });
    const answer = this.ask<RangeResponse | Refusal>((done) => this.machine.queries.range(request, done));
    assert.ok(!(answer instanceof Refusal));
    return lettersOf(answer.kvs[0]?.value ?? bytesOf("nothing"));
  }

  /** Users are checked; ann may read and write keys from k to m, and nothing else. */
  enableUsers(): void {
    const steps: [CommandKind, Uint8Array][] = [
      [CommandKind.userAdd, UserAddCommand.encode({ name: "root" })],
      [CommandKind.userAdd, UserAddCommand.encode({ name: "ann", hash: bytesOf("hash") })],
      [CommandKind.roleAdd, AuthRoleAddRequest.encode({ name: "some" })],
      [CommandKind.roleGrantPermission, permission("k", "m")],
      [CommandKind.userGrantRole, AuthUserGrantRoleRequest.encode({ user: "ann", role: "some" })],
      [CommandKind.userGrantRole, AuthUserGrantRoleRequest.encode({ user: "root", role: "root" })],
      [CommandKind.authEnable, AuthEnableRequest.encode({})],
    ];
    for (const [kind, body] of steps) assert.equal(told(this.give(kind, body)), "done");
  }

  /** What no restart and no other member may see differently. */
  assertSameAfterRestart(): void {
    const hash = halves(this.machine.hash);
    this.restart();
    assert.deepEqual(halves(this.machine.hash), hash, "from the log");
    this.checkpoint();
    this.restart();
    assert.deepEqual(halves(this.machine.hash), hash, "from a checkpoint");
  }
}

const putOf = (init: Init<PutRequest>): Uint8Array => PutRequest.encode(init);
const permission = (key: string, end: string): Uint8Array =>
  AuthRoleGrantPermissionRequest.encode({ name: "some", perm: readsAndWrites(key, end) });
const alarm = (action: AlarmAction, kind: AlarmType, memberID: number | bigint = 1): Uint8Array =>
  AlarmRequest.encode({ action, memberID, alarm: kind });

void describe("commands of users", () => {
  void it("are judged when they are applied, by the user and the auth revision of their header", () => {
    const world = new World();
    world.enableUsers();
    const key = putOf({ key: bytesOf("key") });
    assert.equal(world.as("", CommandKind.put, key), "userEmpty");
    assert.equal(world.as("ann", CommandKind.put, key), "done");
    assert.equal(world.as("ann", CommandKind.put, putOf({ key: bytesOf("other") })), "permissionDenied");
    assert.equal(world.as("ann", CommandKind.userAdd, UserAddCommand.encode({ name: "eve" })), "permissionDenied");
    assert.equal(world.as("root", CommandKind.put, putOf({ key: bytesOf("other") })), "done");
    const within = TxnRequest.encode({
      failure: [{ requestTxn: { success: [{ requestPut: { key: bytesOf("z") } }] } }],
    });
    assert.equal(world.as("ann", CommandKind.txn, within), "permissionDenied");
    assert.equal(world.as("ann", CommandKind.compact, CompactionRequest.encode({ revision: 2 })), "permissionDenied");
    assert.equal(
      world.as("ann", CommandKind.deleteRange, DeleteRangeRequest.encode({ key: bytesOf("a") })),
      "permissionDenied",
    );
    world.assertSameAfterRestart();
  });

  void it("a permission revoked between proposal and apply holds, for the command and for the query", () => {
    const world = new World();
    world.enableUsers();
    const proposed = presentCaller(world.machine.tables.auth, "ann");
    const range = RangeRequest.create({ key: bytesOf("key") });
    assert.equal(world.machine.authorize(proposed, "KV.Range", range), undefined);
    const revoked = AuthRoleRevokePermissionRequest.encode({ role: "some", key: bytesOf("k"), rangeEnd: bytesOf("m") });
    assert.equal(world.as("root", CommandKind.roleRevokePermission, revoked), "done");
    const { revision } = world.machine;
    assert.equal(told(world.put("key", "value", proposed)), "authOldRevision");
    assert.equal(world.machine.authorize(proposed, "KV.Range", range)?.error, "authOldRevision");
    assert.equal(world.as("ann", CommandKind.put, putOf({ key: bytesOf("key") })), "permissionDenied");
    assert.equal(world.machine.revision, revision);
  });

  void it("nobody joins or ends a lease with keys that are not its own", () => {
    const world = new World();
    world.enableUsers();
    const lease = 2n ** 62n + 1n;
    assert.equal(world.as("", CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: lease, TTL: 60 })), "userEmpty");
    assert.equal(world.as("ann", CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: lease, TTL: 60 })), "done");
    assert.equal(world.as("ann", CommandKind.put, putOf({ key: bytesOf("key"), lease })), "done");
    assert.equal(world.as("root", CommandKind.put, putOf({ key: bytesOf("theirs"), lease })), "done");
    assert.equal(world.as("ann", CommandKind.put, putOf({ key: bytesOf("l"), lease })), "permissionDenied");
    assert.equal(
      world.as("ann", CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: lease })),
      "permissionDenied",
    );
    assert.equal(world.as("root", CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: lease })), "done");
  });

  void it("do not take revisions of keys", () => {
    const world = new World();
    const { revision } = world.machine;
    world.enableUsers();
    assert.equal(world.machine.revision, revision);
    assert.equal(world.machine.tables.auth.revision, 7);
  });
});

void describe("alarms", () => {
  void it("of space refuse what adds keys and leases, and let go what makes room", () => {
    const world = new World();
    world.put("key", "value");
    world.give(CommandKind.alarm, alarm(AlarmAction.ACTIVATE, AlarmType.NOSPACE));
    const put = putOf({ key: bytesOf("k") });
    const inner = { failure: [{ requestTxn: { success: [{ requestPut: { key: bytesOf("k") } }] } }] };
    assert.equal(told(world.give(CommandKind.put, put)), "noSpace");
    assert.equal(told(world.give(CommandKind.txn, TxnRequest.encode(inner))), "noSpace");
    assert.equal(told(world.give(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 1, TTL: 9 }))), "noSpace");
    const deletes = { success: [{ requestDeleteRange: { key: bytesOf("key") } }] };
    assert.equal(told(world.give(CommandKind.txn, TxnRequest.encode(deletes))), "done");
    assert.equal(told(world.give(CommandKind.deleteRange, DeleteRangeRequest.encode({ key: bytesOf("key") }))), "done");
    assert.equal(told(world.give(CommandKind.compact, CompactionRequest.encode({ revision: 2 }))), "done");
    assert.equal(told(world.give(CommandKind.userAdd, UserAddCommand.encode({ name: "ann" }))), "done");
    world.assertSameAfterRestart();
    assert.equal(told(world.give(CommandKind.put, put)), "noSpace");
    world.give(CommandKind.alarm, alarm(AlarmAction.DEACTIVATE, AlarmType.NOSPACE));
    assert.equal(told(world.give(CommandKind.put, put)), "done");
  });

  void it("of corruption refuse every write, and a plain range still works", () => {
    const world = new World();
    world.give(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 1, TTL: 2, time: 0 }));
    world.put("key", "value");
    world.give(CommandKind.alarm, alarm(AlarmAction.ACTIVATE, AlarmType.CORRUPT));
    const writes: [CommandKind, Uint8Array][] = [
      [CommandKind.put, putOf({ key: bytesOf("k") })],
      [CommandKind.deleteRange, DeleteRangeRequest.encode({ key: bytesOf("key") })],
      [CommandKind.txn, TxnRequest.encode({ success: [{ requestDeleteRange: { key: bytesOf("key") } }] })],
      [CommandKind.compact, CompactionRequest.encode({ revision: 2 })],
      [CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 2, TTL: 9 })],
      [CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: 1 })],
      [CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs: [1], time: 10_000, term: 3 })],
    ];
    for (const [kind, body] of writes) assert.equal(told(world.give(kind, body)), "corrupt", `kind ${kind}`);
    assert.equal(world.read("key"), "value");
    assert.equal(world.machine.tables.leases.has(1), true);
  });

  void it("answer with what was cleared, need an admin, and go with their member", () => {
    const world = new World();
    world.give(CommandKind.memberAdd, MemberAddCommand.encode({ ID: 2n ** 64n - 1n, peerURLs: ["http://a"] }));
    world.enableUsers();
    const raise = alarm(AlarmAction.ACTIVATE, AlarmType.NOSPACE, 2n ** 64n - 1n);
    assert.equal(world.as("ann", CommandKind.alarm, raise), "permissionDenied");
    assert.equal(world.as("root", CommandKind.alarm, raise), "done");
    const root = presentCaller(world.machine.tables.auth, "root");
    const cleared = world.give(
      CommandKind.alarm,
      alarm(AlarmAction.DEACTIVATE, AlarmType.NOSPACE, 2n ** 64n - 1n),
      root,
    );
    assert.deepEqual("alarms" in cleared && cleared.alarms, [{ memberID: 2n ** 64n - 1n, alarm: AlarmType.NOSPACE }]);
    world.as("root", CommandKind.alarm, raise);
    const removal = MemberRemoveRequest.encode({ ID: 2n ** 64n - 1n });
    assert.equal(world.as("ann", CommandKind.memberRemove, removal), "permissionDenied");
    assert.equal(world.machine.tables.alarms.isActive(AlarmType.NOSPACE), true);
    assert.equal(world.as("root", CommandKind.memberRemove, removal), "done");
    assert.equal(world.machine.tables.alarms.isActive(AlarmType.NOSPACE), false);
    // What the member said before it heard of that may come behind it in the log.
    assert.equal(world.as("root", CommandKind.alarm, raise), "done");
    assert.equal(world.machine.tables.alarms.isActive(AlarmType.NOSPACE), false);
  });
});

void describe("members and versions", () => {
  void it("are kept over restarts", () => {
    const world = new World();
    world.give(CommandKind.memberAdd, MemberAddCommand.encode({ ID: 5, peerURLs: ["http://a"], isLearner: true }));
    world.give(
      CommandKind.memberAnnounce,
      MemberAnnounceCommand.encode({ ID: 5, name: "a", clientURLs: ["http://c"], incarnation: 2n ** 63n }),
    );
    world.give(CommandKind.clusterVersion, ClusterVersionCommand.encode({ version: "3.7.0" }));
    const enable = DowngradeRequest.encode({ action: DowngradeAction.ENABLE, version: "3.6" });
    assert.deepEqual(world.give(CommandKind.downgrade, enable), { header: undefined, version: "3.7" });
    assert.equal(told(world.give(CommandKind.downgrade, enable)), "downgradeInProgress");
    assert.equal(
      told(world.give(CommandKind.memberAnnounce, MemberAnnounceCommand.encode({ ID: 6 }))),
      "memberNotFound",
    );
    assert.equal(
      told(world.give(CommandKind.clusterVersion, ClusterVersionCommand.encode({ version: "?" }))),
      "wrongDowngradeVersionFormat",
    );
    world.assertSameAfterRestart();
    const { members, versions } = world.machine.tables;
    assert.deepEqual(members.get(5), {
      ID: 5,
      name: "a",
      peerURLs: ["http://a"],
      clientURLs: ["http://c"],
      isLearner: true,
      incarnation: 2n ** 63n,
      level: 0,
    });
    assert.deepEqual(versions.downgrade, { enabled: true, targetVersion: "3.6.0" });
  });
});

void describe("sessions", () => {
  const openedBy = (world: World, user = "", time = 0): number => {
    const fields = presentCaller(world.machine.tables.auth, user);
    const result = world.give(CommandKind.sessionRegister, SessionRegisterCommand.encode({ time }), fields);
    assert.ok("session" in result);
    return result.session;
  };
  const command = (session: number, number: number, acknowledged = 0) => ({
    command: { session, number, acknowledged },
  });

  void it("a command that is sent again does nothing and is told what the first was told", () => {
    const world = new World();
    const session = openedBy(world);
    const first = world.put("key", "one", command(session, 1));
    assert.deepEqual(first, { header: undefined, prevKv: undefined });
    const { revision } = world.machine;
    world.put("key", "two", command(session, 2));
    world.assertSameAfterRestart();
    const again = world.put("key", "one", command(session, 1));
    assert.deepEqual("header" in again && again.header?.revision, revision);
    assert.deepEqual(again, { ...first, header: "header" in again ? again.header : undefined });
    assert.equal(world.read("key"), "two");
    assert.equal(world.machine.revision, revision + 1);
  });

  void it("an error is remembered as well, though it would be none now", () => {
    const world = new World();
    const session = openedBy(world);
    const put = putOf({ key: bytesOf("key"), lease: 7 });
    assert.equal(told(world.give(CommandKind.put, put, command(session, 1))), "leaseNotFound");
    world.give(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 7, TTL: 60 }));
    assert.equal(told(world.give(CommandKind.put, put, command(session, 1))), "leaseNotFound");
    assert.equal(told(world.give(CommandKind.put, put, command(session, 2))), "done");
    assert.equal(told(world.give(CommandKind.put, Uint8Array.of(255), command(session, 3))), "malformedCommand");
    assert.equal(told(world.give(CommandKind.put, put, command(session, 3))), "malformedCommand");
  });

  void it("the first answer holds even if the user may do it no more; nobody else gets it", () => {
    const world = new World();
    world.enableUsers();
    const session = openedBy(world, "ann");
    const proposed = { ...presentCaller(world.machine.tables.auth, "ann"), ...command(session, 1) };
    world.put("key", "one", proposed);
    const revoked = AuthRoleRevokePermissionRequest.encode({ role: "some", key: bytesOf("k"), rangeEnd: bytesOf("m") });
    assert.equal(world.as("root", CommandKind.roleRevokePermission, revoked), "done");
    assert.equal(told(world.put("key", "one", proposed)), "done");
    assert.equal(told(world.put("key", "one", { ...proposed, user: "root" })), "sessionNotFound");
    assert.equal(told(world.put("key", "two", { ...proposed, ...command(session, 2) })), "authOldRevision");
  });

  void it("one number for two kinds of commands does not give one the answer of the other", () => {
    const world = new World();
    const session = openedBy(world);
    world.put("key", "one", command(session, 1));
    const deletes = DeleteRangeRequest.encode({ key: bytesOf("key") });
    assert.equal(told(world.give(CommandKind.deleteRange, deletes, command(session, 1))), "answeredBefore");
    assert.equal(world.read("key"), "one");
  });

  void it("end through the log, and their commands are not done after it", () => {
    const world = new World();
    const session = openedBy(world, "", 1_000);
    world.give(CommandKind.leaseTime, LeaseTimeCommand.encode({ time: 5_000 }));
    world.put("key", "one", command(session, 1));
    const expire = (time: number) =>
      world.give(CommandKind.sessionExpire, SessionExpireCommand.encode({ sessions: [session], time }));
    expire(5_000 + SESSION_TTL_MS - 1);
    assert.equal(world.machine.tables.sessions.size, 1);
    expire(5_000 + SESSION_TTL_MS);
    assert.equal(told(world.put("key", "two", command(session, 2))), "sessionNotFound");
    assert.equal(world.read("key"), "one");
    world.assertSameAfterRestart();
    assert.equal(openedBy(world), session + 1);
  });

  void it("that are refused leave the time of leases where it was", () => {
    const world = new World();
    const register = (time: number, request: number): string => {
      const command = { time, key: "key", request: Uint8Array.of(request) };
      return told(world.give(CommandKind.sessionRegister, SessionRegisterCommand.encode(command)));
    };
    register(1_000, 1);
    assert.equal(register(5_000, 2), "sessionKeyReused");
    assert.equal(world.machine.tables.leases.time, 1_000);
  });

  void it("need a user where users are checked, and commands of a leader's own take no part in them", () => {
    const world = new World();
    world.enableUsers();
    assert.equal(world.as("", CommandKind.sessionRegister, SessionRegisterCommand.encode({})), "userEmpty");
    assert.equal(told(world.give(CommandKind.leaseTime, LeaseTimeCommand.encode({ time: 1 }), command(99, 1))), "done");
  });
});

void describe("the hash of the state", () => {
  void it("tells a difference in any of the tables", () => {
    const commands: [CommandKind, Uint8Array][] = [
      [CommandKind.put, putOf({ key: bytesOf("key") })],
      [CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 1, TTL: 2 })],
      [CommandKind.leaseTime, LeaseTimeCommand.encode({ time: 1 })],
      [CommandKind.userAdd, UserAddCommand.encode({ name: "ann" })],
      [CommandKind.sessionRegister, SessionRegisterCommand.encode({})],
      [CommandKind.alarm, alarm(AlarmAction.ACTIVATE, AlarmType.NOSPACE)],
      [CommandKind.memberAdd, MemberAddCommand.encode({ ID: 1 })],
      [CommandKind.clusterVersion, ClusterVersionCommand.encode({ version: "3.7" })],
    ];
    const hashes = commands.map(([kind, body]) => {
      const world = new World();
      assert.equal(told(world.give(kind, body)), "done");
      return JSON.stringify(halves(world.machine.hash));
    });
    assert.equal(new Set([...hashes, JSON.stringify(halves(new World().machine.hash))]).size, commands.length + 1);
  });
});

void describe("a command that is none", () => {
  void it("is told so and changes nothing, whatever its kind", () => {
    const world = new World();
    world.enableUsers();
    const before = halves(world.machine.hash);
    for (const kind of Object.values(CommandKind)) {
      if (kind === CommandKind.none) continue;
      const root = presentCaller(world.machine.tables.auth, "root");
      assert.equal(told(world.give(kind, Uint8Array.of(10, 200, 1), root)), "malformedCommand", `kind ${kind}`);
    }
    assert.equal(told(world.give(999 as CommandKind, Uint8Array.of())), "awaitsUpgrade");
    assert.deepEqual(halves(world.machine.hash), before);
  });
});

void describe("what is counted", () => {
  it("is what was done, by commands, in transactions and by time that passed", () => {
    const world = new World();
    const { counts } = world.machine.tables.keyspace;
    world.put("a", "12");
    world.put("b", "3");
    world.give(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 1, TTL: 5, time: 0 }));
    world.give(CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: 1 }));
    world.give(CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: 1 }));
    const ops = [
      { requestPut: { key: bytesOf("c") } },
      { requestDeleteRange: { key: bytesOf("a"), rangeEnd: bytesOf("c") } },
    ];
    world.give(CommandKind.txn, TxnRequest.encode({ success: ops }));
    world.give(CommandKind.compact, CompactionRequest.encode({ revision: world.machine.revision }));
    world.settle();
    assert.deepEqual(Object.fromEntries(Object.entries(counts)), {
      ...{ puts: 3, putBytes: 6, deletes: 2, ranges: 0, txns: 1, versionsRemoved: 2, eventsSent: 0 },
      ...{ leasesGranted: 1, leasesRenewed: 0, leasesRevoked: 1, leasesExpired: 0 },
    });
  });
});
