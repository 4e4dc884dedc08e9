import type { ErrorName, SnapshotSinceRequest } from "@keyval/api";
import { encodeConfiguration } from "@keyval/raft";
import { type Changes, Refusal, type StateMachine } from "@keyval/statemachine";
import { DIGEST_BYTES, IncrementSource } from "@keyval/storage";
import type { BackupPieces, BackupSourceOptions, IncrementRecord, LogDone, SnapshotFacts } from "@keyval/storage";
import type { Group } from "../node/index.js";

export interface TakeIncrementOptions extends Pick<BackupSourceOptions, "writer" | "cluster" | "crc32" | "defer"> {
  readonly group: Pick<Group, "id" | "termAt" | "configuration">;
  readonly machine: () => StateMachine;
}

/** What was to come next is not to be had. */
export class IncrementEnded extends Error {
  override readonly name = "IncrementEnded";
  readonly reason: ErrorName;

  constructor(reason: ErrorName) {
    super(`no more of an increment: ${reason}`);
    this.reason = reason;
  }
}

const NOTHING = new Uint8Array(0);

/** A backup of what this member has applied since an earlier one, and refers to that. */
export function takeIncrement(options: TakeIncrementOptions, request: SnapshotSinceRequest): BackupPieces | Refusal {
  const { group, machine, writer, cluster, crc32, defer } = options;
  const { digest, index, revision } = request;
  if (digest.length !== DIGEST_BYTES || index < 0 || revision < 0) return new Refusal("malformedCommand");
  if (request.cluster !== cluster) return new Refusal("otherHistory");
  const changes = machine().changesSince(request);
  if (changes instanceof Refusal) return changes;
  const { applied, keys, hash } = changes.facts;
  const term = group.termAt(applied);
  // The log begins behind another state already, which is about to take the place of this one.
  if (term === undefined) return new Refusal("storeReplaced");
  const since = { digest, revision, hash };
  const read = (done: LogDone<readonly IncrementRecord[]>): void => {
    readNext(changes, done);
  };
  const source = { writer, cluster, keys, crc32, defer, since, read };
  return new IncrementSource(source, factsOf(options, changes, term));
}

function factsOf({ group, writer }: TakeIncrementOptions, { facts }: Changes, term: number): SnapshotFacts {
  const { applied: index, revision, state } = facts;
  const configuration = encodeConfiguration(group.configuration);
  const place = { group: group.id, start: NOTHING, end: NOTHING, epoch: 0 };
  return { writer, ...place, index, term, configuration, position: index, revision, state };
}

function readNext(changes: Changes, done: LogDone<readonly IncrementRecord[]>): void {
  changes.next((outcome) => {
    if (!(outcome instanceof Refusal)) done({ error: undefined, value: outcome });
    // The engine alone is closed while members go on.
    else done({ error: new IncrementEnded(outcome.error === "stopped" ? "storeReplaced" : outcome.error) });
  });
}
