import type { Refusal } from "@keyval/raft";

/** `stopped`: the process is ending, and takes nothing any more. */
export type StepRefusal = Refusal | "stopped";

/**
 * What became of a proposal.
 * - `applied`: it took effect, with this result.
 * - `refused`: it was not taken, or another leader's entry took its place: it certainly has no effect.
 * - `unknown`: it may take effect, or may have; nobody here can say.
 */
export type ProposalOutcome =
  | { readonly kind: "applied"; readonly index: number; readonly result: unknown }
  | { readonly kind: "refused"; readonly why: StepRefusal | "replaced" }
  | { readonly kind: "unknown" };

/** What became of a read: it may be answered from the state machine as it is now, or must be asked for again. */
export type ReadOutcome =
  { readonly kind: "ready" } | { readonly kind: "refused"; readonly why: StepRefusal | "leaderChanged" };
