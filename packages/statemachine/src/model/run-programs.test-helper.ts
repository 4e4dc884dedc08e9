import assert from "node:assert/strict";
import { Dice } from "./dice.test-helper.js";
import type { MachineOptions } from "./logged-machine.test-helper.js";
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
  const options = {
    firstRevision: dice.pick(FIRST_REVISIONS),
    cacheBytes: dice.pick([0, 2_000, 2 ** 20]),
    readsNow: dice.pick([0, 2, 1_000]),
  };
  try {
    const world = await createWorld(options);
    const program = new Program(dice, world);
    await program.run();
    await world.end();
    return program.refused.keys();
  } catch (error) {
    throw new Error(`program ${seed} goes wrong`, { cause: error });
  }
}
