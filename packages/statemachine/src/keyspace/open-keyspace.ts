import type { RecordKey } from "@keyval/storage";
import { decodeRecord } from "../record/decode-record.js";
import { RecordError } from "../record/record-error.js";
import { Keyspace, type KeyspaceOptions } from "./keyspace.js";

/** What has to be known beside the records. */
export interface KeyspaceState {
  readonly revision: number;
  readonly compactRevision: number;
}

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
  const newest = state?.revision ?? keyspace.revision;
  let failure: Error | undefined;
  const visit = ({ key }: RecordKey, place: number): void => {
    if (failure !== undefined) return;
    try {
      const record = decodeRecord(key);
      if (record.mod > newest)
        throw new RecordError(`it is of revision ${record.mod}, and the checkpoint of ${newest}`);
      keyspace.insert(record, place);
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
    const { revision, compactRevision } = state ?? keyspace;
    options.slices.add(() => {
      if (!keyspace.rebuild(revision, compactRevision)) return true;
      done(keyspace, undefined);
      return false;
    });
  });
}
