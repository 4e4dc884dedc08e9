import { StateMachine } from "@keyval/statemachine";
import { type Backup, DATA_DIRECTORY, type Disk, type Engine, openBitcaskEngine } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { Failure } from "../../../frame/failure.js";
import { storageTools } from "../../../storage-tools.js";

/** Nothing is appended here: the size of a file matters only to whoever does. */
const FILE_BYTES = 1024 * 1024;

/** Opens what was made of backups as a member would, the last of which is known; it has to be what that was taken of. */
export async function withMachine<T>(
  disk: Disk,
  backup: Backup,
  work: (machine: StateMachine) => T | Promise<T>,
): Promise<T> {
  const engine = await completed<Engine>((done) => {
    const place = { disk, directory: DATA_DIRECTORY.engine, fileBytes: FILE_BYTES, now: Date.now };
    openBitcaskEngine({ ...storageTools, ...place }, done);
  });
  try {
    const machine = await opened(engine);
    expectWhole(machine, backup);
    return await work(machine);
  } finally {
    await completed((done) => {
      engine.close(done);
    });
  }
}

function opened(engine: Engine): Promise<StateMachine> {
  const options = { engine, later: setImmediate, feed: { feed: () => undefined }, cacheBytes: 0, readsNow: 0 };
  return new Promise((resolve, reject) => {
    StateMachine.open(options, ({ machine, error }) => {
      if (machine === undefined) reject(error);
      else resolve(machine);
    });
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
