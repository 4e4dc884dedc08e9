import { type Init, SmallState, type SnapshotSinceRequest } from "@keyval/api";
import { type VerifiedBackup, verifyBackup } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { Failure } from "../../../frame/failure.js";
import type { Terminal } from "../../../frame/terminal.js";
import { storageTools } from "../../../storage-tools.js";
import { withBackup } from "./with-backup.js";

/** What a server is to be told of the snapshot in a file, so that it gives what has changed since. All of it is read. */
export async function earlierSnapshot(path: string, terminal: Terminal): Promise<Init<SnapshotSinceRequest>> {
  const { cluster, manifest, digest } = await withBackup(path, { terminal, what: `checking ${path}` }, (file) =>
    completed<VerifiedBackup>((done) => {
      verifyBackup(file, storageTools, done);
    }),
  );
  if (digest === undefined) {
    const advice = "Save a whole snapshot again: 'kvctl snapshot save' and etcdctl write it behind the rest.";
    throw new Failure(`${path} has lost the SHA-256 at its end, by which others would name it`, undefined, advice);
  }
  const { index, revision, state } = manifest;
  const { members } = SmallState.decode(state);
  return { digest, cluster, index, revision, incarnations: members.map(({ incarnation }) => incarnation) };
}
