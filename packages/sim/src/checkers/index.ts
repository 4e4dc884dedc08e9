import { assertion } from "./assertion.js";
import type { CheckerName, CreateChecker } from "./checker.js";
import { committedLog } from "./committed-log.js";
import { configurationChanges } from "./configuration-changes.js";
import { convergence } from "./convergence.js";
import { durability } from "./durability.js";
import { durableQuorum } from "./durable-quorum.js";
import { durableWords } from "./durable-words.js";
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
  progress,
  convergence,
  quiet,
  assertion,
};
