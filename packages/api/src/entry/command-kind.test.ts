import assert from "node:assert/strict";
import { test } from "node:test";
import { commandCodecs } from "./command-codecs.js";
import { CommandKind } from "./command-kind.js";
import { bareHeader, encodeEntry } from "./entry.js";

test("kinds keep the numbers that are on disks", () => {
  assert.deepEqual(
    Object.entries(CommandKind).map(([name, kind]) => `${kind} ${name}`),
    [
      "0 none",
      "1 put",
      "2 deleteRange",
      "3 txn",
      "4 compact",
      "10 leaseGrant",
      "11 leaseRevoke",
      "12 leaseRenew",
      "13 leaseExpire",
      "14 leaseTime",
      "20 authEnable",
      "21 authDisable",
      "22 userAdd",
      "23 userDelete",
      "24 userChangePassword",
      "25 userGrantRole",
      "26 userRevokeRole",
      "27 roleAdd",
      "28 roleDelete",
      "29 roleGrantPermission",
      "30 roleRevokePermission",
      "40 alarm",
      "41 memberAnnounce",
      "42 clusterVersion",
      "43 downgrade",
      "44 memberAdd",
      "45 memberRemove",
      "46 memberUpdate",
      "47 memberPromote",
      "48 clusterLevel",
      "50 sessionRegister",
      "51 sessionExpire",
    ],
  );
});

test("every kind but the empty one has a message of its own", () => {
  const names = Object.values(commandCodecs).map(({ name }) => name);
  assert.equal(new Set(names).size, Object.keys(CommandKind).length - 1);
});

test("a header without fields takes three bytes", () => {
  for (const kind of Object.values(CommandKind)) {
    assert.deepEqual([...encodeEntry(bareHeader(kind), Uint8Array.of(9))], [1, kind, 0, 9]);
  }
});
