import type { ReplicaId } from "./configuration.js";

/** What a replica must find again after a crash (figure 2 of the paper, "persistent state"), beside its log. */
export interface HardState {
  readonly term: number;
  /** Whom this replica voted for in `term`; 0 for nobody. */
  readonly vote: ReplicaId;
  /**
   * Not needed for safety, yet it spares a restarted replica the wait for a leader to tell it. Never beyond what was
   * durable before: a batch that a crash cut short may leave entries behind that it was to replace.
   */
  readonly commit: number;
}
