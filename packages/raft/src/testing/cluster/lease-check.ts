import type { ReplicaId } from "../../configuration.js";
import { Raft } from "../../raft.js";
import { check } from "./check.js";
import { isQuorum } from "./checker.js";
import type { Process } from "./process.js";
import { SeededRandom } from "../seeded-random.js";

/** Nobody has this id. */
const STRANGER: ReplicaId = 1_000_000;

export interface Moment {
  readonly leader: Process;
  readonly processes: ReadonlyMap<ReplicaId, Process>;
  readonly time: number;
  /** The leader has told another replica to take over, which may say so at any time. */
  readonly transfer: boolean;
}

/**
 * A leader that answers a read by its lease alone relies on it that no other leader can be elected at this very moment.
 * So copies of all other voters are asked for their vote, by a candidate with the best of logs, after they were told
 * that the connection to the leader broke. Those that would give it must not be a quorum.
 */
export function checkLease(moment: Moment): void {
  const { leader, processes } = moment;
  const { status } = leader;
  if (status === undefined) return;
  const wouldVote = (voter: ReplicaId): boolean => {
    const process = processes.get(voter);
    return voter !== leader.id && process !== undefined && !process.retired && grantsVote(process, moment);
  };
  const { configuration, id, term } = status;
  check(!isQuorum(configuration, wouldVote), "nobody else can be elected within a lease that is relied on", id, term);
}

function grantsVote(process: Process, { leader, time, transfer }: Moment): boolean {
  const now = process.now(time);
  const random = new SeededRandom(1);
  const raft = process.host?.raft.clone(random) ?? Raft.restore(process.config, process.disk.restored(), random, now);
  raft.step({ kind: "peerLost", now, replica: leader.id });
  raft.drain();
  const term = Math.max(raft.status.term, leader.seen.term) + 1;
  const request = { kind: "voteRequest", from: STRANGER, to: process.id, term, pre: false, transfer } as const;
  raft.step({ kind: "receive", now, message: { ...request, lastIndex: raft.lastIndex, lastTerm: term } });
  raft.drain();
  return raft.status.vote === STRANGER && raft.status.term === term;
}
