/** Why a request was not taken. Nothing has changed, and nothing will happen because of it. */
export type Refusal = keyof typeof REFUSALS;

/** What to tell whoever asked. */
export const REFUSALS = {
  notLeader: "this replica is not the leader: ask the leader",
  noLeader: "no leader is known: ask again after an election",
  transferring: "leadership is being handed over: ask again in a moment",
  tooManyUncommittedBytes: "too many proposed bytes are not committed yet: slow down and ask again",
  entryTooLarge: "the commands are larger than all uncommitted entries together may be: propose less at once",
  tooManyReads: "too many reads are waiting for their confirmation: slow down and ask again",
  nothingCommittedInTerm: "the leader has committed nothing in its own term yet: ask again in a moment",
  changeInProgress: "another change of the configuration is in progress: ask again once it is done",
  emptyChange: "the change changes nothing: name at least one replica or setting",
  noSuchReplica: "the replica is not in the configuration: look at the list of members",
  notAVoter: "the replica is not a voter: promote it first",
  notALearner: "the replica is not a learner: only a learner can be promoted",
  replicaIdUsed: "the replica id was used before: take one above the highest that was ever given out",
  noVoterLeft: "the change would leave no voter: add another voter first",
  tooManyReplicas: "the change would leave too many replicas in one group: remove some first",
  badLease: "the lease must be a whole number of milliseconds below the election timeout, or 0",
  cannotCampaign:
    "this replica may not stand for election now: it is no voter, is bound by a promise, or is recovering",
  alreadyLeader: "the replica is the leader already",
} as const;
