/**
 * A process that goes on with the changes in a directory until it is killed. It says which checkpoint it asks for, and which
 * is durable; changes go on meanwhile, and what is old is reclaimed.
 */
import { writeSync } from "node:fs";
import { answer, change, openStory, ownerOf, stateOf } from "./lmdb-story.test-helper.js";

const CHANGES_PER_TURN = 5;
const TURNS_PER_CHECKPOINT = 3;

const engine = await openStory(process.argv[2] ?? "");
const owner = await ownerOf(engine);
let number = engine.checkpointed.applied;
let isDurable = true;

for (let turn = 0; ; turn++) {
  for (let i = 0; i < CHANGES_PER_TURN; i++) change(owner, ++number);
  if (isDurable && turn % TURNS_PER_CHECKPOINT === 0) {
    isDurable = false;
    const applied = number;
    writeSync(1, `asks ${applied}\n`);
    engine.checkpoint({ applied, state: stateOf(applied) }, false, ({ error }) => {
      if (error !== undefined) throw error;
      writeSync(1, `has ${applied}\n`);
      isDurable = true;
    });
  }
  await answer((done) => engine.reclaim(owner, 2 ** 12, done));
  await answer((done) => engine.flush(done));
}
