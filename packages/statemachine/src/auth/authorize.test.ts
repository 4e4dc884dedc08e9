import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  PutRequest,
  RangeRequest,
  TxnRequest,
  WatchRequest,
  type Compare,
  type Init,
  type RequestOp,
} from "@keyval/api";
import { SeededRandom } from "@keyval/raft/testing";
import { bytesOf } from "../key-index/key-index-model.test-helper.js";
import { enabledStore, leasesWith, newUser, reads, readsAndWrites, writes } from "./auth-store.test-helper.js";
import { authorize, presentCaller } from "./authorize.js";

const noLeases = leasesWith();
const put = PutRequest.create({ key: bytesOf("k") });

void describe("authorize", () => {
  void it("a permission revoked between proposal and apply holds", () => {
    const store = enabledStore({ ann: [writes("k")] });
    const proposed = presentCaller(store, "ann");
    assert.equal(authorize(store, noLeases, proposed, "KV.Put", put), undefined);
    store.revokePermission("ann", writes("k"));
    assert.equal(authorize(store, noLeases, proposed, "KV.Put", put), "authOldRevision");
    assert.equal(authorize(store, noLeases, presentCaller(store, "ann"), "KV.Put", put), "permissionDenied");
  });

  void it("a request from before any change of users is old, even of root, and one of somebody new is not", () => {
    const store = enabledStore();
    const before = presentCaller(store, "root");
    store.addUser(newUser("bob"));
    assert.equal(authorize(store, noLeases, before, "KV.Put", put), "authOldRevision");
    assert.equal(authorize(store, noLeases, { user: "root", authRevision: 0 }, "KV.Put", put), "authOldRevision");
    assert.equal(authorize(store, noLeases, presentCaller(store, "bob"), "KV.Put", put), "permissionDenied");
    assert.equal(authorize(store, noLeases, presentCaller(store, "root"), "KV.Put", put), undefined);
  });

  void it("an admin's changes that were asked for together are not stopped by the first of them", () => {
    const store = enabledStore();
    const before = presentCaller(store, "root");
    store.addUser(newUser("bob"));
    assert.equal(authorize(store, noLeases, before, "Auth.RoleAdd", undefined), undefined);
    store.grantRole("bob", "root");
    store.deleteUser("root");
    assert.equal(authorize(store, noLeases, presentCaller(store, "bob"), "Auth.RoleAdd", undefined), undefined);
    store.revokeRole("bob", "root");
    assert.equal(
      authorize(store, noLeases, presentCaller(store, "bob"), "Auth.RoleAdd", undefined),
      "permissionDenied",
    );
  });

  void it("a watch goes on after a change of somebody else's permissions, and ends with its own", () => {
    const store = enabledStore({ ann: [reads("a", "c")], bob: [] });
    const watch = WatchRequest.create({ createRequest: { key: bytesOf("a"), rangeEnd: bytesOf("b") } });
    const mayRead = (): boolean =>
      authorize(store, noLeases, presentCaller(store, "ann"), "Watch.Watch", watch) === undefined;
    store.grantPermission("bob", reads("z"));
    assert.equal(mayRead(), true);
    store.revokePermission("ann", reads("a", "c"));
    assert.equal(mayRead(), false);
  });

  void it("what is granted to the role root adds nothing, and what it lacks takes nothing", () => {
    const store = enabledStore();
    store.addRole("root");
    store.grantPermission("root", reads("only"));
    assert.equal(authorize(store, noLeases, presentCaller(store, "root"), "KV.Put", put), undefined);
  });

  void it("a lease whose keys are not one's own can neither be joined nor ended, at any depth", () => {
    const store = enabledStore({ ann: [writes("k")] });
    const leases = leasesWith([2n ** 63n - 1n, "theirs"]);
    const ann = presentCaller(store, "ann");
    const joins = PutRequest.create({ key: bytesOf("k"), lease: 2n ** 63n - 1n });
    const within = TxnRequest.create({ success: [{ requestTxn: { failure: [{ requestPut: joins }] } }] });
    assert.equal(authorize(store, leases, ann, "KV.Put", joins), "permissionDenied");
    assert.equal(authorize(store, leases, ann, "KV.Txn", within), "permissionDenied");
    assert.equal(authorize(store, leases, ann, "Lease.LeaseRevoke", { ID: 2n ** 63n - 1n }), "permissionDenied");
    assert.equal(authorize(store, noLeases, ann, "KV.Txn", within), undefined);
  });

  void it("transactions of any depth need exactly what their parts need one by one", () => {
    const store = enabledStore({ ann: [readsAndWrites("b", "d"), reads("d", "f"), writes("f", "h")] });
    const leases = leasesWith([1, "c"], [2, "e"]);
    const ann = presentCaller(store, "ann");
    const mayRead = (key: string, end: string): boolean =>
      key >= "b" && (end === "" ? key < "f" : end !== "\0" && end <= "f");
    const mayWrite = (key: string, end: string): boolean =>
      (key >= "b" && (end === "" ? key < "d" : end !== "\0" && end <= "d")) ||
      (key >= "f" && (end === "" ? key < "h" : end !== "\0" && end <= "h"));
    const outcomes = { granted: 0, refused: 0 };
    for (let seed = 1; seed <= 5_000; seed++) {
      const { request, needs } = randomTxn(new SeededRandom(seed));
      const granted = needs.every(({ way, key, end }) => (way === "read" ? mayRead(key, end) : mayWrite(key, end)));
      outcomes[granted ? "granted" : "refused"]++;
      const decoded = TxnRequest.decode(TxnRequest.encode(request));
      assert.equal(
        authorize(store, leases, ann, "KV.Txn", decoded),
        granted ? undefined : "permissionDenied",
        `seed ${seed}`,
      );
    }
    assert.ok(outcomes.granted > 500 && outcomes.refused > 500, JSON.stringify(outcomes));
  });

  void it("merges what is granted once, until something changes", () => {
    const store = enabledStore({ ann: [reads("k")] });
    const granted = store.grantedTo("ann");
    assert.equal(store.grantedTo("ann"), granted);
    store.addRole("other");
    assert.notEqual(store.grantedTo("ann"), granted);
    assert.equal(
      authorize(store, noLeases, presentCaller(store, "ann"), "KV.Range", RangeRequest.create({ key: bytesOf("k") })),
      undefined,
    );
  });
});

interface Need {
  readonly way: "read" | "write";
  readonly key: string;
  readonly end: string;
}

/** Mostly of keys that are granted, or next to no large transaction would be. */
function randomTxn(random: SeededRandom): { request: Init<TxnRequest>; needs: readonly Need[] } {
  const needs: Need[] = [];
  const need = (way: Need["way"], key: string, end = ""): void => void needs.push({ way, key, end });
  const key = (): string =>
    random.once(30) ? random.pick(["a", "d", "e", "f", "g", "h", "i"]) : random.pick(["b", "bb", "c"]);
  const endAfter = (from: string): string => {
    const end = random.pick(["", "", "cz", random.once(20) ? "\0" : "d", random.once(9) ? "z" : `${from}x`]);
    return end === "\0" || end > from ? end : "";
  };

  const compare = (): Init<Compare> => {
    const first = key();
    const end = endAfter(first);
    need("read", first, end);
    return { key: bytesOf(first), rangeEnd: bytesOf(end) };
  };
  const operation = (depth: number): Init<RequestOp> => {
    const first = key();
    const end = endAfter(first);
    const keys = { key: bytesOf(first), rangeEnd: bytesOf(end) };
    const prevKv = random.once(2);
    const kind = random.below(depth < 6 ? 4 : 3);
    if (kind === 0) {
      need("read", first, end);
      return { requestRange: keys };
    }
    if (kind === 1) {
      need("write", first, end);
      if (prevKv) need("read", first, end);
      return { requestDeleteRange: { ...keys, prevKv } };
    }
    if (kind === 2) {
      const lease = random.once(30) ? 2 : random.below(2);
      need("write", first);
      if (prevKv) need("read", first);
      if (lease === 1) need("write", "c");
      if (lease === 2) need("write", "e");
      return { requestPut: { key: bytesOf(first), prevKv, lease } };
    }
    return { requestTxn: txn(depth + 1) };
  };
  const txn = (depth: number): Init<TxnRequest> => ({
    compare: Array.from({ length: random.below(2) }, compare),
    success: Array.from({ length: random.below(3) }, () => operation(depth)),
    failure: Array.from({ length: random.below(3) }, () => operation(depth)),
  });
  return { request: txn(0), needs };
}
