import type { HashKVResponse } from "@keyval/api";
import { Digester } from "../hash/digest.js";
import { StateHash } from "../hash/state-hash.js";
import type { Keyspace } from "../keyspace/keyspace.js";
import { SCAN_STEPS } from "../keyspace/limits.js";
import type { Refusal } from "../refusal.js";
import type { Steps } from "./steps.js";

const FIRST_KEY = new Uint8Array(0);

/** A hash of the keys that are live at a revision, which it pins, with all that clients see of them: compaction does not change it. */
export function* hashSteps(keyspace: Keyspace, revision: number): Steps<HashKVResponse | Refusal> {
  keyspace.pins.pin(revision);
  const sum = new StateHash();
  const cursor = keyspace.index.cursor(FIRST_KEY, undefined, revision);
  for (let passed = 1, id = cursor.next(); id !== 0; id = cursor.next(), passed++) {
    keyspace.addHash(id, sum);
    if (passed % SCAN_STEPS === 0) yield;
  }
  keyspace.pins.release(revision);
  const digester = new Digester();
  digester.number(sum.high);
  digester.number(sum.low);
  const { low } = digester.finish();
  return {
    header: undefined,
    // Clients take 0 for none.
    hash: low === 0 ? 1 : low,
    compactRevision: keyspace.compactRevision,
    hashRevision: revision,
  };
}
