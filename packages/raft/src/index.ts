export { AssertionError } from "./assert.js";
export { createConfig } from "./config.js";
export { ConfigError } from "./config-error.js";
export {
  EMPTY_CONFIGURATION,
  foundingConfiguration,
  initialConfiguration,
  isJoint,
  isMember,
  isVoter,
  members,
  NOBODY,
} from "./configuration.js";
export { decodeConfiguration, encodeConfiguration } from "./configuration-codec.js";
export { entryBytes } from "./entry.js";
export { Raft } from "./raft.js";
export { REFUSALS } from "./refusal.js";
export { neverRan } from "./restored.js";

export type { Config } from "./config.js";
export type { Configuration, Host, ReplicaId } from "./configuration.js";
export type { Entry, EntryKind, TermRun } from "./entry.js";
export type { HardState } from "./hard-state.js";
export type * from "./input.js";
export type * from "./message.js";
export type * from "./output.js";
export type { ProgressState } from "./progress.js";
export type { Random } from "./random.js";
export type { Refusal } from "./refusal.js";
export type { Restored, RestoredLog } from "./restored.js";
export type { Snapshot } from "./snapshot.js";
export type { ProgressStatus, Status } from "./status.js";
