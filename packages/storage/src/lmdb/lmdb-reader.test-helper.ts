/**
 * A process that reads a database which may be damaged, and says in one line what it found. It may as well die of it:
 * LMDB trusts what it maps into memory.
 */
import type { EngineRecord, Place } from "../engine/engine.js";
import { answer, keyOf, openStory, stateOf, valueOf } from "./lmdb-story.test-helper.js";

/** Every record has to be the one that was written there: the story appends one record for each change. */
function check({ key, value, isTombstone }: EngineRecord, place: Place): void {
  const expected = valueOf(place);
  const isRight =
    Buffer.from(key).toString() === keyOf(place) &&
    isTombstone === (expected === undefined) &&
    Buffer.compare(value, expected ?? new Uint8Array(0)) === 0;
  if (!isRight) throw new Error(`a wrong record at ${place}`);
}

async function read(directory: string): Promise<string> {
  const engine = await openStory(directory);
  const { applied, state } = engine.checkpointed;
  if (applied > 0 && Buffer.compare(state, stateOf(applied)) !== 0) throw new Error("a wrong state");
  let records = 0;
  await answer((done) =>
    engine.scan((record, place) => {
      check(record, place);
      records++;
    }, done),
  );
  for (let place = 1; place <= applied; place++) {
    const { error, value } = engine.readNow(place);
    if (error !== undefined) throw error;
    check(value, place);
  }
  await answer((done) => engine.close(done));
  return `right ${applied} ${records}`;
}

console.log(
  await read(process.argv[2] ?? "").catch((error: unknown) =>
    error instanceof Error ? `${error.name}: ${error.message}` : "",
  ),
);
