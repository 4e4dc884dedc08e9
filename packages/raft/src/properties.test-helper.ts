import assert from "node:assert/strict";
import { env } from "node:process";
import { planOf, run, shrink, Tally } from "./testing/cluster/index.js";

/** How much of the story is shown when a run fails. */
const LINES_MAX = 120;

/** Events that must have been met, lest the generator has gone blind for them. */
const EVENTS = [
  "appends in flight: full",
  "busy",
  "changed: addLearner",
  "changed: addVoter",
  "changed: demote",
  "changed: promote",
  "changed: remove",
  "changed: setLease",
  "configuration rolled back",
  "crash",
  "crash: writes lost",
  "entries read from the disk",
  "follower needs a snapshot",
  "group asleep",
  "joint change",
  "joint change interrupted by an election",
  "leader deposed",
  "leader elected",
  "leader stepped down",
  "lease read refused",
  "lease read served",
  "log truncated",
  "pause",
  "read answered: follower",
  "read answered: leader",
  "read dropped",
  "refused: alreadyLeader",
  "refused: badLease",
  "refused: cannotCampaign",
  "refused: changeInProgress",
  "refused: emptyChange",
  "refused: entryTooLarge",
  "refused: noLeader",
  "refused: noSuchReplica",
  "refused: noVoterLeft",
  "refused: notALearner",
  "refused: notAVoter",
  "refused: notLeader",
  "refused: nothingCommittedInTerm",
  "refused: replicaIdUsed",
  "refused: tooManyReads",
  "refused: tooManyReplicas",
  "refused: tooManyUncommittedBytes",
  "refused: transferring",
  "removed replica switched off",
  "restart: tail cut",
  "role: candidate",
  "role: preCandidate",
  "sent: readRequest",
  "sent: sleep",
  "sent: snapshotOffer",
  "sent: snapshotStatus",
  "sent: timeoutNow",
  "snapshot installed",
  "snapshot over a partial log",
  "snapshot: fetchFail",
  "suspend",
  "transfer",
] as const;

interface Seeds {
  readonly first: number;
  readonly count: number;
  /** How many actions each run has. */
  readonly length: number;
}

/** Runs worlds from these seeds, or one from `RAFT_SEED` (with `RAFT_LENGTH`), and tells what they met. */
export function runSeeds({ first, count, length }: Seeds, tell: (line: string) => void): void {
  if (env["RAFT_SEED"] !== undefined) {
    runSeed(Number(env["RAFT_SEED"]), Number(env["RAFT_LENGTH"] ?? length), new Tally());
    return;
  }
  const tally = new Tally();
  let steps = 0;
  for (let seed = first; seed < first + count; seed++) steps += runSeed(seed, length, tally);
  tell(`${count} worlds, ${steps} steps, in which they met: ${tally.toString()}`);
  const unseen = EVENTS.filter((event) => tally.of(event) === 0);
  assert.deepEqual(unseen, [], "the generator no longer leads to these events");
}

function runSeed(seed: number, length: number, tally: Tally): number {
  const plan = planOf(seed, length);
  const result = run(plan);
  tally.addAll(result.tally);
  if (result.failure !== undefined) assert.fail(reportOf(seed, length, result.failure));
  return result.steps;
}

/** A seed is a bug report: what failed, how to see it again, and the shortest story found that still fails. */
function reportOf(seed: number, length: number, failure: string): string {
  const shrunk = shrink(planOf(seed, length));
  const story: string[] = [];
  run(shrunk, story);
  return [
    failure,
    `Replay: RAFT_SEED=${seed} RAFT_LENGTH=${length} node --test packages/raft/dist/properties.test.js`,
    `The last of ${story.length} lines after shrinking to ${shrunk.actions.length} actions:`,
    ...story.slice(-LINES_MAX),
  ].join("\n");
}
