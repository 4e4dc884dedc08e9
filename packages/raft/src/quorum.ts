/** §5.2 of the paper: any two majorities of one set share a member. */
export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

/**
 * The highest number that a majority of `voters` has reached. Voters are few, so counting for each of them is faster
 * than sorting, and allocates nothing.
 */
export function majorityReached<V>(voters: readonly V[], reached: (voter: V) => number): number {
  if (voters.length === 0) return Infinity;
  const majority = majorityOf(voters.length);
  let best = -Infinity;
  for (const voter of voters) {
    const value = reached(voter);
    if (value > best && countReaching(voters, reached, value) >= majority) best = value;
  }
  return best;
}

function countReaching<V>(voters: readonly V[], reached: (voter: V) => number, value: number): number {
  let count = 0;
  for (const voter of voters) if (reached(voter) >= value) count += 1;
  return count;
}

/** §6 of the paper: in a joint configuration both halves must agree. An empty half asks for nothing. */
export function quorumReached<V>(
  incoming: readonly V[],
  outgoing: readonly V[],
  reached: (voter: V) => number,
): number {
  return Math.min(majorityReached(incoming, reached), majorityReached(outgoing, reached));
}

export type VoteResult = "won" | "lost" | "pending";

/** How an election stands, given who has answered what. */
export function voteResult<V>(
  incoming: readonly V[],
  outgoing: readonly V[],
  votes: ReadonlyMap<V, boolean>,
): VoteResult {
  const halves = [halfResult(incoming, votes), halfResult(outgoing, votes)];
  if (halves.includes("lost")) return "lost";
  return halves.includes("pending") ? "pending" : "won";
}

function halfResult<V>(voters: readonly V[], votes: ReadonlyMap<V, boolean>): VoteResult {
  if (voters.length === 0) return "won";
  let granted = 0;
  let refused = 0;
  for (const voter of voters) {
    const vote = votes.get(voter);
    if (vote === true) granted += 1;
    if (vote === false) refused += 1;
  }
  const majority = majorityOf(voters.length);
  if (granted >= majority) return "won";
  return voters.length - refused < majority ? "lost" : "pending";
}
