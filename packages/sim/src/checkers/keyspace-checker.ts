import type { ReplayChecker } from "../keyspace/replay.js";
import type { CreateChecker } from "./checker.js";

/** Judges in the end what clients of a key space were told. */
export function keyspaceChecker(check: ReplayChecker): CreateChecker {
  return (world) => ({
    rested: ({ replay }) => {
      const replayed = replay();
      const sentence = replayed && check(replayed);
      if (sentence !== undefined) world.violated(sentence);
    },
  });
}
