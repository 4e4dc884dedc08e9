import { contestChecker } from "../keyspace/contest-checker.js";
import { leaseChecker } from "../keyspace/lease-checker.js";
import { memberChecker } from "../keyspace/member-checker.js";
import { revisionReplay } from "../keyspace/revision-replay.js";
import { sessionChecker } from "../keyspace/session-checker.js";
import { watchChecker } from "../keyspace/watch-checker.js";
import { assertion } from "./assertion.js";
import type { CheckerName, CreateChecker } from "./checker.js";
import { committedLog } from "./committed-log.js";
import { configurationChanges } from "./configuration-changes.js";
import { convergence } from "./convergence.js";
import { durability } from "./durability.js";
import { durableQuorum } from "./durable-quorum.js";
import { durableWords } from "./durable-words.js";
import { keyspaceChecker } from "./keyspace-checker.js";
import { leases } from "./leases.js";
import { linearizability } from "./linearizability.js";
import { nothingFalls } from "./nothing-falls.js";
import { oneLeaderPerTerm } from "./one-leader-per-term.js";
import { progress } from "./progress.js";
import { quiet } from "./quiet.js";
import { sameState } from "./same-state.js";

export const CHECKERS: Readonly<Record<CheckerName, CreateChecker>> = {
  oneLeaderPerTerm,
  nothingFalls,
  committedLog,
  configurationChanges,
  durableQuorum,
  durableWords,
  sameState,
  durability,
  leases,
  linearizability,
  sessions: keyspaceChecker(sessionChecker),
  keyLeases: keyspaceChecker(leaseChecker),
  watches: keyspaceChecker(watchChecker),
  contests: keyspaceChecker(contestChecker),
  members: keyspaceChecker(memberChecker),
  revisions: keyspaceChecker(revisionReplay),
  progress,
  convergence,
  quiet,
  assertion,
};
