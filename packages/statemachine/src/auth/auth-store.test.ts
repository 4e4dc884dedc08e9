import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AuthState } from "@keyval/api";
import { SeededRandom } from "@keyval/raft/testing";
import type { Digest } from "../hash/digest.js";
import { bytesOf } from "../key-index/key-index-model.test-helper.js";
import { AuthStore, type AuthRefusal } from "./auth-store.js";
import { enabledStore, newUser, reads, readsAndWrites, writes } from "./auth-store.test-helper.js";
import { ROOT_PERMISSION } from "./root.js";

const halves = ({ high, low }: Digest): Digest => ({ high, low });

void describe("AuthStore", () => {
  void it("needs the user root with the role root before it is switched on", () => {
    const store = new AuthStore();
    assert.equal(store.enable(), "rootUserNotExist");
    store.addUser(newUser("root"));
    assert.equal(store.enable(), "rootRoleNotExist");
    store.grantRole("root", "root");
    assert.equal(store.enable(), undefined);
    assert.equal(store.enabled, true);
    assert.equal(store.enable(), undefined);
  });

  void it("lets the role root be granted before it is created, and does not list it then", () => {
    const store = enabledStore({ ann: [] });
    assert.deepEqual(store.roleNames(), ["ann"]);
    assert.equal(store.permissionsOf("root"), undefined);
  });

  void it("shows the full range for root, whatever was granted to it", () => {
    const store = enabledStore();
    assert.equal(store.addRole("root"), undefined);
    assert.equal(store.grantPermission("root", reads("a")), undefined);
    assert.deepEqual(store.permissionsOf("root"), [ROOT_PERMISSION]);
  });

  void it("lists names in the order of their bytes", () => {
    const store = new AuthStore();
    const names = ["b", "a", "\u{1f600}", "\uff5e", "ab", "B", "\ud7ff"];
    for (const name of names) {
      store.addUser(newUser(name));
      store.addRole(name);
    }
    const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(store.userNames(), sorted);
    assert.deepEqual(store.roleNames(), sorted);
    for (const role of names) store.grantRole("a", role);
    assert.deepEqual(store.user("a")?.roles, sorted);
  });

  void it("begins at auth revision 1 and takes the next with each change, not with being switched on", () => {
    const store = new AuthStore();
    assert.equal(store.revision, 1);
    const steps: (() => AuthRefusal)[] = [
      () => store.addUser(newUser("root")),
      () => store.changePassword("root", bytesOf("another")),
      () => store.addRole("r"),
      () => store.grantPermission("r", reads("a")),
      () => store.grantPermission("r", reads("a")),
      () => store.revokePermission("r", reads("a")),
      () => store.grantRole("root", "r"),
      () => store.revokeRole("root", "r"),
      () => store.grantRole("root", "root"),
      () => store.deleteRole("r"),
    ];
    for (const [done, step] of steps.entries()) {
      assert.equal(step(), undefined);
      assert.equal(store.revision, done + 2);
    }
    const before = store.revision;
    store.enable();
    assert.equal(store.revision, before);
    store.disable();
    store.disable();
    assert.equal(store.revision, before + 1);
    store.deleteUser("root");
    assert.equal(store.revision, before + 2);
  });

  void it("answers a role that is granted already without a change", () => {
    const store = enabledStore({ ann: [] });
    const { revision } = store;
    assert.equal(store.grantRole("ann", "ann"), undefined);
    assert.equal(store.revision, revision);
  });

  void it("refuses with the errors that etcd has, and changes nothing then", () => {
    const store = enabledStore({ ann: [reads("a", "c")] });
    const before = AuthState.encode(store.toState());
    const hash = halves(store.hash);
    const refusals: [AuthRefusal, AuthRefusal][] = [
      [store.addUser(newUser("")), "userEmpty"],
      [store.addUser(newUser("ann")), "userExists"],
      [store.deleteUser("bob"), "userNotFound"],
      [store.deleteUser("root"), "invalidAuthManagement"],
      [store.changePassword("bob", bytesOf("x")), "userNotFound"],
      [store.grantRole("bob", "ann"), "userNotFound"],
      [store.grantRole("ann", "none"), "roleNotFound"],
      [store.revokeRole("bob", "ann"), "userNotFound"],
      [store.revokeRole("ann", "root"), "roleNotGranted"],
      [store.revokeRole("root", "root"), "invalidAuthManagement"],
      [store.addRole(""), "roleEmpty"],
      [store.addRole("ann"), "roleExists"],
      [store.deleteRole("none"), "roleNotFound"],
      [store.deleteRole("root"), "invalidAuthManagement"],
      [store.grantPermission("none", reads("a")), "roleNotFound"],
      [store.grantPermission("ann", undefined), "permissionNotGiven"],
      [store.grantPermission("ann", reads("")), "invalidAuthManagement"],
      [store.grantPermission("ann", reads("", "\0")), "invalidAuthManagement"],
      [store.grantPermission("ann", reads("b", "a")), "invalidAuthManagement"],
      [store.grantPermission("ann", reads("b", "b")), "invalidAuthManagement"],
      [store.revokePermission("none", reads("a", "c")), "roleNotFound"],
      [store.revokePermission("ann", reads("a")), "permissionNotGranted"],
      [store.revokePermission("ann", reads("a", "b")), "permissionNotGranted"],
    ];
    for (const [refusal, expected] of refusals) assert.equal(refusal, expected);
    assert.deepEqual(AuthState.encode(store.toState()), before);
    assert.deepEqual(halves(store.hash), hash);
  });

  void it("lets root and its role go while nobody is checked", () => {
    const store = enabledStore();
    store.addRole("root");
    store.disable();
    assert.equal(store.deleteRole("root"), undefined);
    assert.deepEqual(store.user("root")?.roles, []);
    assert.equal(store.deleteUser("root"), undefined);
    assert.equal(store.enable(), "rootUserNotExist");
  });

  void it("takes a deleted role from everybody who had it", () => {
    const store = enabledStore({ ann: [readsAndWrites("a")], bob: [] });
    store.grantRole("bob", "ann");
    assert.equal(store.grantedTo("bob").reads.covers(reads("a")), true);
    store.deleteRole("ann");
    assert.deepEqual([store.user("ann")?.roles, store.user("bob")?.roles], [[], ["bob"]]);
    store.addRole("ann");
    store.grantPermission("ann", readsAndWrites("a"));
    assert.equal(store.grantedTo("bob").reads.covers(reads("a")), false);
  });

  void it("keeps permissions by key and end, and replaces the kind of one", () => {
    const store = enabledStore({ ann: [] });
    const granted = [reads("b"), writes("b", "d"), reads("b", "c"), reads("a"), writes("b")];
    for (const permission of granted) store.grantPermission("ann", permission);
    assert.deepEqual(store.permissionsOf("ann"), [reads("a"), writes("b"), reads("b", "c"), writes("b", "d")]);
    store.revokePermission("ann", writes("b", "c"));
    assert.deepEqual(store.permissionsOf("ann"), [reads("a"), writes("b"), writes("b", "d")]);
  });

  void it("has no password for who must not have one", () => {
    const store = new AuthStore();
    store.addUser({ name: "cert", hash: bytesOf("hash"), noPassword: true });
    assert.equal(store.changePassword("cert", bytesOf("other")), undefined);
    assert.equal(store.user("cert")?.hash.length, 0);
    store.addUser(newUser("ann"));
    store.changePassword("ann", bytesOf("other"));
    assert.deepEqual(store.user("ann")?.hash, bytesOf("other"));
  });

  void it("does not hold on to the buffer that a command came in", () => {
    const store = new AuthStore();
    const buffer = bytesOf("hash and key");
    store.addUser({ name: "ann", hash: buffer.subarray(0, 4), noPassword: false });
    store.addRole("ann");
    store.grantPermission("ann", { ...reads("a"), key: buffer.subarray(9) });
    buffer.fill(0);
    assert.deepEqual(store.user("ann")?.hash, bytesOf("hash"));
    assert.deepEqual(store.permissionsOf("ann"), [reads("key")]);
  });

  void it("is the same after it was written and read, however it came about", () => {
    for (let seed = 1; seed <= 300; seed++) {
      const store = randomStore(new SeededRandom(seed));
      const hash = halves(store.hash);
      assert.deepEqual(halves(store.recomputedHash()), hash, `seed ${seed}`);
      const state = AuthState.encode(store.toState());
      const restored = AuthStore.fromState(AuthState.decode(state));
      assert.deepEqual(AuthState.encode(restored.toState()), state);
      assert.deepEqual(halves(restored.hash), hash);
      restored.addUser(newUser("somebody new"));
      assert.notDeepEqual(halves(restored.hash), hash);
    }
  });

  void it("counts auth revisions beyond 2^32", () => {
    for (const revision of [2 ** 31 - 1, 2 ** 32 - 1, 2 ** 52]) {
      const store = AuthStore.fromState({ enabled: false, revision, users: [], roles: [] });
      store.addRole("r");
      assert.equal(store.revision, revision + 1);
      assert.deepEqual(halves(store.recomputedHash()), halves(store.hash));
    }
  });
});

function randomStore(random: SeededRandom): AuthStore {
  const store = new AuthStore();
  const name = (): string => random.pick(["root", "ann", "bob", "\u{1f600}"]);
  const keys = () =>
    random.pick([reads, writes, readsAndWrites])(random.pick(["a", "b"]), random.pick(["", "c", "\0"]));
  const steps: [() => AuthRefusal, ...(() => AuthRefusal)[]] = [
    () => store.addUser({ name: name(), hash: bytesOf(name()), noPassword: random.once(4) }),
    () => store.addRole(name()),
    () => store.grantRole(name(), name()),
    () => store.grantPermission(name(), keys()),
    () => store.revokePermission(name(), keys()),
    () => store.changePassword(name(), bytesOf(name())),
    () => store.revokeRole(name(), name()),
    () => (random.once(3) ? store.deleteRole(name()) : store.addUser(newUser(name()))),
    () => (random.once(3) ? store.deleteUser(name()) : store.addRole(name())),
    () => store.enable(),
    () => store.disable(),
  ];
  for (let i = 0; i < 60; i++) random.pick(steps)();
  return store;
}
