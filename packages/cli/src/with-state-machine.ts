import { clientKeyOf, StateMachine } from "@keyval/statemachine";
import { type Disk, type Engine, openBitcaskEngine } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { storageTools } from "./storage-tools.js";

/** As large as a member's. */
const FILE_BYTES = 256 * 1024 * 1024;

/** Opens the keys in the directory of an engine as a member would; where there are none, none are there yet. */
export async function withStateMachine<T>(
  disk: Disk,
  directory: string,
  work: (machine: StateMachine, engine: Engine) => T | Promise<T>,
): Promise<T> {
  const engine = await completed<Engine>((done) => {
    const place = { disk, directory, fileBytes: FILE_BYTES, now: Date.now, identityOf: clientKeyOf };
    openBitcaskEngine({ ...storageTools, ...place }, done);
  });
  try {
    return await work(await opened(engine), engine);
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
