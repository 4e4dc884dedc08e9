import type { HashKVResponse } from "@keyval/api";
import { Digester } from "../hash/digest.js";
import { StateHash } from "../hash/state-hash.js";
import { Budget } from "../key-index/budget.js";
import type { Cursor } from "../key-index/cursor.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import type { Refusal } from "../refusal.js";
import type { Steps } from "./steps.js";

const FIRST_KEY = new Uint8Array(0);

/** A hash of the keys that are live at a revision, which it pins, with all that clients see of them: compaction does not change it. */
export function* hashSteps(keyspace: Keyspace, revision: number): Steps<HashKVResponse | Refusal> {
  const { compactRevision } = keyspace;
  keyspace.pins.pin(revision);
  const sum = new StateHash();
  const cursor = keyspace.index.cursor(FIRST_KEY, undefined, revision);
  while (!addSome(keyspace, cursor, sum)) yield;
  keyspace.pins.release(revision);
  const digester = new Digester();
  digester.number(sum.high);
  digester.number(sum.low);
  const { low } = digester.finish();
  return {
    header: undefined,
    // Clients take 0 for none.
    hash: low === 0 ? 1 : low,
    compactRevision,
    hashRevision: revision,
  };
}

/** True if nothing is left to add. */
function addSome(keyspace: Keyspace, cursor: Cursor, sum: StateHash): boolean {
  const budget = new Budget(keyspace.sliceSizes.scan);
  for (let id = cursor.next(budget); id !== 0; id = cursor.next(budget)) keyspace.addHash(id, sum);
  return cursor.isDone;
}
