import type { RecordKey } from "@keyval/storage";
import type { Cursor } from "../key-index/cursor.js";
import { decodeRecord } from "../record/decode-record.js";
import { RecordError } from "../record/record-error.js";
import { Keyspace, type KeyspaceOptions } from "./keyspace.js";
import { REBUILD_STEPS } from "./limits.js";

/** What has to be known beside the records. */
export interface KeyspaceState {
  readonly revision: number;
  readonly compactRevision: number;
}

const FIRST_KEY = new Uint8Array(0);

/**
 * Builds the keyspace again from what the engine's last checkpoint has; undefined for an engine without one. What the engine
 * can not show, or shows that is no record, is the error of `done`.
 */
export function openKeyspace(
  options: KeyspaceOptions,
  state: KeyspaceState | undefined,
  done: (keyspace: Keyspace | undefined, error: Error | undefined) => void,
): void {
  const keyspace = new Keyspace(options);
  let failure: Error | undefined;
  const visit = ({ key }: RecordKey, place: number): void => {
    if (failure !== undefined) return;
    try {
      keyspace.insert(decodeRecord(key), place);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      failure = error;
    }
  };
  options.engine.scanKeys(visit, ({ error }) => {
    failure ??= error;
    if (failure !== undefined) {
      done(undefined, failure);
      return;
    }
    if (state !== undefined) keyspace.inserted(state.revision, state.compactRevision);
    const cursor = keyspace.index.cursor(FIRST_KEY, undefined, keyspace.revision);
    options.slices.add(() => {
      if (recountSome(keyspace, cursor)) return true;
      keyspace.rebuilt();
      done(keyspace, undefined);
      return false;
    });
  });
}

function recountSome(keyspace: Keyspace, cursor: Cursor): boolean {
  for (let left = REBUILD_STEPS; left > 0; left--) {
    const id = cursor.next();
    if (id === 0) return false;
    keyspace.recount(id);
  }
  return true;
}
