import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CommandKind,
  DeleteRangeRequest,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRevokeRequest,
  PutRequest,
  TxnRequest,
} from "@keyval/api";
import { bytesOf } from "../key-index/key-index-model.test-helper.js";
import { LONG_KEYS } from "../keyspace/limits.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { keysEndedBy, mayEndMany } from "./keys-ended.js";

const range = (key: string, rangeEnd: string): Uint8Array =>
  DeleteRangeRequest.encode({ key: bytesOf(key), rangeEnd: bytesOf(rangeEnd) });

test("a command is long if it would end many keys, however it does that", () => {
  const world = new MachineWorld();
  for (const ID of [7, 8]) world.apply(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID, TTL: 10, time: 0 }));
  for (let i = 0; i < LONG_KEYS; i++) {
    world.apply(CommandKind.put, PutRequest.encode({ key: bytesOf(`k${i}`), lease: i === 0 ? 8 : 7 }));
  }
  const commands: readonly (readonly [CommandKind, Uint8Array, number])[] = [
    [CommandKind.deleteRange, range("k", "l"), LONG_KEYS],
    [CommandKind.deleteRange, range("k", "\0"), LONG_KEYS],
    [CommandKind.deleteRange, range("k1", ""), 1],
    [CommandKind.deleteRange, range("l", "k"), 0],
    [CommandKind.deleteRange, Uint8Array.of(0xff), 0],
    [CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: 7 }), LONG_KEYS - 1],
    [CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: 9 }), 0],
    [CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs: [7, 8], time: 0, term: 3 }), LONG_KEYS],
    [CommandKind.put, PutRequest.encode({ key: bytesOf("k") }), 0],
    [CommandKind.txn, TxnRequest.encode({}), 0],
  ];
  for (const [kind, body, keys] of commands) {
    assert.equal(keysEndedBy(world.machine.tables, kind, body), keys);
    assert.equal(world.machine.isLong(kind, body), keys >= LONG_KEYS);
    assert.ok(mayEndMany(kind) || keys === 0);
  }
  world.apply(CommandKind.deleteRange, range("k", "k1"));
  assert.ok(!world.machine.isLong(CommandKind.deleteRange, range("k", "l")), "by what is there now");
});
