import assert from "node:assert/strict";
import { thisBuild } from "../build.js";
import { SLICE_SIZES } from "../keyspace/limits.js";
import { Dice } from "./dice.test-helper.js";
import type { MachineOptions } from "./logged-machine.test-helper.js";
import { randomSlices, SMALLEST_SLICES } from "./random-slices.test-helper.js";
import { nextBuild } from "./next-build.js";
import { Program, type ProgramWorld } from "./program.test-helper.js";

/** LONG=1 runs so many times as many programs. */
const TIMES = process.env["LONG"] === "1" ? 20 : 1;

const FIRST_REVISIONS = [1, 2 ** 31 - 10, 2 ** 32 - 10, 2 ** 52 - 10] as const;

/** What some of any few hundred programs are told. */
const REFUSALS = ["compacted", "futureRevision", "keyNotFound", "leaseNotFound", "duplicateKey", "noSpace"].concat([
  "permissionDenied",
  "authOldRevision",
  "userEmpty",
  "userNotFound",
  "roleNotFound",
  "permissionNotGranted",
  "answeredBefore",
  "sessionNotFound",
  "sessionKeyReused",
  "memberNotFound",
  "memberExists",
  "memberNotLearner",
  "memberTooOld",
  "peerUrlExists",
  "tooManyLearners",
  "awaitsUpgrade",
  "noClusterVersion",
  "invalidDowngradeTargetVersion",
  "wrongDowngradeVersionFormat",
]);

type CreateWorld = (options: MachineOptions) => ProgramWorld | Promise<ProgramWorld>;

/** Runs random programs, each in a world of its own, so many beside each other. */
export async function runPrograms(count: number, createWorld: CreateWorld, lanes = 1): Promise<void> {
  const refused = new Set<string>();
  let next = 0;
  const runSome = async (): Promise<void> => {
    while (next < count * TIMES) {
      const seed = next++;
      for (const error of await runProgram(seed, createWorld)) refused.add(error);
    }
  };
  await Promise.all(Array.from({ length: lanes }, runSome));
  assert.deepEqual(
    REFUSALS.filter((error) => !refused.has(error)),
    [],
    "errors that no program was told",
  );
}

/** Answers with the errors of commands that were refused. */
async function runProgram(seed: number, createWorld: CreateWorld): Promise<Iterable<string>> {
  const dice = new Dice(seed);
  const build = dice.pick([thisBuild, nextBuild]);
  const options = {
    firstRevision: dice.pick(FIRST_REVISIONS),
    cacheBytes: dice.pick([0, 2_000, 2 ** 20]),
    readsNow: dice.pick([0, 2, 1_000]),
    build,
    sliceSizes: dice.pick([SLICE_SIZES, SMALLEST_SLICES, randomSlices(dice)]),
  };
  try {
    const world = await createWorld(options);
    const program = new Program(dice, world, build.level);
    await program.run();
    await world.end();
    return program.refused.keys();
  } catch (error) {
    throw new Error(`program ${seed} goes wrong`, { cause: error });
  }
}
