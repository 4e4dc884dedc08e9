import type { StateMachine } from "@keyval/statemachine";
import { type Backup, DATA_DIRECTORY, type Disk } from "@keyval/storage";
import { Failure } from "../../../frame/failure.js";
import { withStateMachine } from "../../../with-state-machine.js";

/** Opens what was made of backups as a member would, the last of which is known; it has to be what that was taken of. */
export function withMachine<T>(
  disk: Disk,
  backup: Backup,
  work: (machine: StateMachine) => T | Promise<T>,
): Promise<T> {
  return withStateMachine(disk, DATA_DIRECTORY.engine, (machine) => {
    expectWhole(machine, backup);
    return work(machine);
  });
}

/** An increment says how the keys were when it was taken. */
function expectWhole({ tables: { keyspace } }: StateMachine, { since, manifest }: Backup): void {
  const { high, low } = keyspace.hash;
  if (since === undefined || (high === since.hash.high && low === since.hash.low)) return;
  const what = `what the snapshots hold together is not what there was at revision ${manifest.revision}`;
  throw new Failure(
    what,
    undefined,
    "Take a whole one; up to the increment before the last, these may still be right.",
  );
}
