import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  AlarmAction,
  AlarmRequest,
  AuthRoleGetRequest,
  AuthUserGetRequest,
  DeleteRangeRequest,
  LeaseKeepAliveRequest,
  LeaseRevokeRequest,
  LeaseTimeToLiveRequest,
  PutRequest,
  RangeRequest,
  TxnRequest,
  WatchRequest,
  type ErrorName,
  type Init,
} from "@keyval/api";
import { services } from "@keyval/api/reflection";
import { bytesOf } from "../key-index/key-index-model.test-helper.js";
import { RPCS, type Judged, type Rpc } from "./access-of.js";
import { AuthStore } from "./auth-store.js";
import { enabledStore, leasesWith, readsAndWrites, reads, writes } from "./auth-store.test-helper.js";
import { authorize } from "./authorize.js";

/** Who asks, in the order of the table's columns. Permissions are on the keys from k to m. */
const callers = ["", "without", "reader", "writer", "both", "root"] as const;

const store = enabledStore({
  without: [readsAndWrites("a", "k"), readsAndWrites("m", "z")],
  reader: [reads("k", "m")],
  writer: [writes("k", "m")],
  both: [readsAndWrites("k", "m")],
});

/** Lease 1 has a key that the permissions are on, lease 2 has none. */
const leases = leasesWith([1, "key"]);
leases.grant(2, 10, 0);

const outcomes: Readonly<Record<string, ErrorName | undefined>> = {
  ok: undefined,
  user: "userEmpty",
  no: "permissionDenied",
};

interface Row {
  readonly rpc: Rpc;
  readonly what: string;
  readonly request: unknown;
  readonly expected: string;
}

function row<Name extends Rpc>(rpc: Name, what: string, request: Judged<Name>, expected: string): Row {
  return { rpc, what, request, expected };
}

const key = bytesOf("key");
const end = bytesOf("kez");
const put = (init: Init<PutRequest> = {}): PutRequest => PutRequest.create({ key, ...init });
const range = RangeRequest.create({ key, rangeEnd: end });
const deletes = (init: Init<DeleteRangeRequest> = {}) => DeleteRangeRequest.create({ key, rangeEnd: end, ...init });
const txn = (init: Init<TxnRequest>): TxnRequest => TxnRequest.create(init);
const nested = (init: Init<TxnRequest>): TxnRequest =>
  txn({ failure: [{ requestTxn: txn({ success: [{ requestTxn: txn(init) }] }) }] });
const watch = (from: string, to: string): WatchRequest =>
  WatchRequest.create({ createRequest: { key: bytesOf(from), rangeEnd: bytesOf(to) } });

/* Calls that need the same of everybody, whatever they ask for. */
const open = "ok   ok   ok   ok   ok   ok";
const login = "user ok   ok   ok   ok   ok";
const admin = "user no   no   no   no   ok";

/* prettier-ignore */
const table: readonly Row[] = [
  //                                                                           nobody without reader writer both root
  row("KV.Range", "keys", range,                                                "user no   ok   no   ok   ok"),
  row("KV.Range", "from a key on", RangeRequest.create({ key, rangeEnd: Uint8Array.of(0) }), "user no   no   no   no   ok"),
  row("KV.Range", "further than granted", RangeRequest.create({ key, rangeEnd: bytesOf("m\0") }), "user no   no   no   no   ok"),
  row("KV.RangeStream", "keys", range,                                          "user no   ok   no   ok   ok"),
  row("KV.Put", "a key", put(),                                                 "user no   no   ok   ok   ok"),
  row("KV.Put", "with what was there", put({ prevKv: true }),                   "user no   no   no   ok   ok"),
  row("KV.Put", "joining a lease", put({ lease: 1 }),                           "user no   no   ok   ok   ok"),
  row("KV.Put", "elsewhere, joining a lease", PutRequest.create({ key: bytesOf("b"), lease: 1 }), "user no   no   no   no   ok"),
  row("KV.Put", "elsewhere, joining no keys", PutRequest.create({ key: bytesOf("b"), lease: 2 }), "user ok   no   no   no   ok"),
  row("KV.DeleteRange", "keys", deletes(),                                      "user no   no   ok   ok   ok"),
  row("KV.DeleteRange", "with what was there", deletes({ prevKv: true }),       "user no   no   no   ok   ok"),
  row("KV.Txn", "of nothing", txn({}),                                          "user ok   ok   ok   ok   ok"),
  row("KV.Txn", "comparing", txn({ compare: [{ key }] }),                       "user no   ok   no   ok   ok"),
  row("KV.Txn", "comparing keys", txn({ compare: [{ key, rangeEnd: end }] }),   "user no   ok   no   ok   ok"),
  row("KV.Txn", "reading", txn({ success: [{ requestRange: range }] }),         "user no   ok   no   ok   ok"),
  row("KV.Txn", "writing", txn({ success: [{ requestPut: put() }] }),           "user no   no   ok   ok   ok"),
  row("KV.Txn", "writing otherwise", txn({ failure: [{ requestPut: put() }] }), "user no   no   ok   ok   ok"),
  row("KV.Txn", "showing what was there", txn({ success: [{ requestPut: put({ prevKv: true }) }] }), "user no   no   no   ok   ok"),
  row("KV.Txn", "joining a lease", txn({ success: [{ requestPut: { key: bytesOf("b"), lease: 1 } }] }), "user no   no   no   no   ok"),
  row("KV.Txn", "deleting", txn({ failure: [{ requestDeleteRange: deletes() }] }), "user no   no   ok   ok   ok"),
  row("KV.Txn", "showing what was deleted", txn({ failure: [{ requestDeleteRange: deletes({ prevKv: true }) }] }), "user no   no   no   ok   ok"),
  row("KV.Txn", "within, comparing", nested({ compare: [{ key }] }),            "user no   ok   no   ok   ok"),
  row("KV.Txn", "within, reading", nested({ success: [{ requestRange: range }] }), "user no   ok   no   ok   ok"),
  row("KV.Txn", "within, writing", nested({ failure: [{ requestPut: put() }] }), "user no   no   ok   ok   ok"),
  row("KV.Txn", "within, showing", nested({ success: [{ requestPut: put({ prevKv: true }) }] }), "user no   no   no   ok   ok"),
  row("KV.Txn", "within, joining a lease", nested({ success: [{ requestPut: { key: bytesOf("b"), lease: 1 } }] }), "user no   no   no   no   ok"),
  row("KV.Txn", "within, deleting", nested({ success: [{ requestDeleteRange: deletes() }] }), "user no   no   ok   ok   ok"),
  row("KV.Compact", "", undefined, admin),

  row("Watch.Watch", "a key", watch("key", ""),                                 "user no   ok   no   ok   ok"),
  row("Watch.Watch", "keys", watch("k", "m"),                                   "user no   ok   no   ok   ok"),
  row("Watch.Watch", "from a key on", watch("key", "\0"),                       "user no   no   no   no   ok"),
  row("Watch.Watch", "all keys", watch("", "\0"),                               "user no   no   no   no   ok"),
  row("Watch.Watch", "the least key", watch("", ""),                            "user no   no   no   no   ok"),
  row("Watch.Watch", "its progress", WatchRequest.create({ progressRequest: {} }), open),
  row("Watch.Watch", "its end", WatchRequest.create({ cancelRequest: { watchId: 1 } }), open),

  row("Lease.LeaseGrant", "", undefined, login),
  row("Lease.LeaseRevoke", "with a key", LeaseRevokeRequest.create({ ID: 1 }),  "user no   no   ok   ok   ok"),
  row("Lease.LeaseRevoke", "without keys", LeaseRevokeRequest.create({ ID: 2 }), login),
  row("Lease.LeaseKeepAlive", "with a key", LeaseKeepAliveRequest.create({ ID: 1 }), "user no   no   ok   ok   ok"),
  row("Lease.LeaseKeepAlive", "without keys", LeaseKeepAliveRequest.create({ ID: 2 }), login),
  row("Lease.LeaseTimeToLive", "with keys", LeaseTimeToLiveRequest.create({ ID: 1, keys: true }), "user no   ok   no   ok   ok"),
  row("Lease.LeaseTimeToLive", "without", LeaseTimeToLiveRequest.create({ ID: 1 }), login),
  row("Lease.LeaseLeases", "", undefined,                                       "user no   ok   no   ok   ok"),

  row("Cluster.MemberAdd", "", undefined, admin),
  row("Cluster.MemberRemove", "", undefined, admin),
  row("Cluster.MemberUpdate", "", undefined, admin),
  row("Cluster.MemberPromote", "", undefined, admin),
  row("Cluster.MemberList", "", undefined, login),

  row("Maintenance.Alarm", "to see", AlarmRequest.create({ action: AlarmAction.GET }), login),
  row("Maintenance.Alarm", "to raise", AlarmRequest.create({ action: AlarmAction.ACTIVATE }), admin),
  row("Maintenance.Alarm", "to clear", AlarmRequest.create({ action: AlarmAction.DEACTIVATE }), admin),
  row("Maintenance.Alarm", "of another kind", { ...AlarmRequest.create(), action: 9 as AlarmAction }, admin),
  row("Maintenance.Status", "", undefined, login),
  row("Maintenance.Defragment", "", undefined, admin),
  row("Maintenance.Hash", "", undefined, admin),
  row("Maintenance.HashKV", "", undefined, admin),
  row("Maintenance.Snapshot", "", undefined, admin),
  row("Maintenance.MoveLeader", "", undefined, admin),
  row("Maintenance.Downgrade", "", undefined, admin),

  row("Auth.AuthEnable", "", undefined, admin),
  row("Auth.AuthDisable", "", undefined, admin),
  row("Auth.AuthStatus", "", undefined, open),
  row("Auth.Authenticate", "", undefined, open),
  row("Auth.UserAdd", "", undefined, admin),
  row("Auth.UserGet", "of the reader", AuthUserGetRequest.create({ name: "reader" }), "user no   ok   no   no   ok"),
  row("Auth.UserGet", "of nobody", AuthUserGetRequest.create({ name: "" }), admin),
  row("Auth.UserList", "", undefined, admin),
  row("Auth.UserDelete", "", undefined, admin),
  row("Auth.UserChangePassword", "", undefined, admin),
  row("Auth.UserGrantRole", "", undefined, admin),
  row("Auth.UserRevokeRole", "", undefined, admin),
  row("Auth.RoleAdd", "", undefined, admin),
  row("Auth.RoleGet", "of the writer", AuthRoleGetRequest.create({ role: "writer" }), "user no   no   ok   no   ok"),
  row("Auth.RoleGet", "of nobody", AuthRoleGetRequest.create({ role: "nobody's" }), admin),
  row("Auth.RoleList", "", undefined, admin),
  row("Auth.RoleDelete", "", undefined, admin),
  row("Auth.RoleGrantPermission", "", undefined, admin),
  row("Auth.RoleRevokePermission", "", undefined, admin),

  row("Lock.Lock", "", undefined, open),
  row("Lock.Unlock", "", undefined, open),
  row("Election.Campaign", "", undefined, open),
  row("Election.Proclaim", "", undefined, open),
  row("Election.Leader", "", undefined, open),
  row("Election.Observe", "", undefined, open),
  row("Election.Resign", "", undefined, open),

  row("Health.Check", "", undefined, open),
  row("Health.Watch", "", undefined, open),

  row("Session.Open", "", undefined, login),
  row("CommandLog.Read", "", undefined, admin),
  row("Snapshot.Since", "", undefined, admin),
];

const judge = (auth: AuthStore, { rpc, request }: Row, user: string): ErrorName | undefined =>
  authorize(auth, leases, { user, authRevision: user === "" ? 0 : auth.revision }, rpc, request);

void describe("what each caller may do", () => {
  void it("is in the table for every call that there is", () => {
    const served = services.flatMap(({ name, methods }) => {
      const service = name.slice(name.lastIndexOf(".") + 1);
      return Object.keys(methods).map((method) => `${service}.${method}`);
    });
    assert.deepEqual([...RPCS].sort(), served.sort());
    assert.deepEqual(
      [...RPCS].filter((rpc) => !table.some((entry) => entry.rpc === rpc)),
      [],
    );
  });

  for (const entry of table) {
    void it(`${entry.rpc} ${entry.what}`.trim(), () => {
      const expected = entry.expected.split(/ +/u).map((word) => outcomes[word]);
      assert.deepEqual(
        callers.map((user) => judge(store, entry, user)),
        expected,
      );
    });
  }

  void it("is everything while users are not checked", () => {
    const off = AuthStore.fromState({ ...store.toState(), enabled: false });
    for (const entry of table) for (const user of callers) assert.equal(judge(off, entry, user), undefined);
  });

  void it("is next to nothing for a user who is gone", () => {
    for (const entry of table) {
      const isOpen = judge(store, entry, "gone") === undefined;
      assert.equal(isOpen, entry.expected === open, `${entry.rpc} ${entry.what}`);
    }
  });
});
