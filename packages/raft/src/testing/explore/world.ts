import type { Config } from "../../config.js";
import type { ReplicaId } from "../../configuration.js";
import type { Change } from "../../input.js";

/** What may happen only so many times in a world. */
export const BUDGETS = [
  /** Timers of replicas that do not lead: elections, and reads asked again. */
  "timeouts",
  /** Timers of leaders. */
  "heartbeats",
  /** A process ends, loses what was not durable, and starts again. */
  "crashes",
  /** A message is lost. */
  "losses",
  /** A message is delivered and stays in flight. */
  "duplications",
  "proposals",
  "reads",
  "transfers",
  /** A replica makes a snapshot of all that it applied. */
  "snapshots",
  /** A replica hears that its connection to another one broke. */
  "disconnections",
  /** Changes of the configuration, out of those that the world names. */
  "changes",
  /** Milliseconds; only where all replicas share one clock. */
  "clock",
] as const;

export type BudgetKind = (typeof BUDGETS)[number];

/**
 * A group small enough to visit everything that can happen to it. Messages overtake each other freely, and one that is
 * never delivered is as good as lost.
 */
export interface World {
  readonly name: string;
  /** Replicas 1 up to this one are the first voters. */
  readonly voters: number;
  /** Replicas with the next ids, which were given no configuration. */
  readonly joiners?: number;
  /** Before anything is counted, replica 1 is elected and tells everybody. */
  readonly startsLed?: boolean;
  /** The group goes on from a snapshot at this index and in this term, instead of from nothing. */
  readonly startsAt?: { readonly index: number; readonly term: number };
  /** Replicas of which the others may not stand for election of their own accord; everybody, if left out. */
  readonly campaigners?: readonly ReplicaId[];
  readonly settings?: Partial<Config>;
  /** What was handed to the disk becomes durable whenever it likes, instead of at once. */
  readonly asynchronousDisk?: boolean;
  /** All clocks show the same, and timers fire at any time after they are due. Otherwise each replica's clock stands still but for its own timers. */
  readonly sharedClock?: boolean;
  /** The lease that the first configuration allows. */
  readonly lease?: number;
  /** Changes of the configuration that may be asked for at any leader, each any number of times. */
  readonly changes?: readonly (readonly Change[])[];
  /** Answers from a term that their receiver has left for good are taken out of flight once they make no difference. */
  readonly lateAnswersVanish?: boolean;
  /** Situations that differ only in the names of replicas count as different. */
  readonly namesMatter?: boolean;
  /** What is left out may not happen at all. */
  readonly budgets: Partial<Record<BudgetKind, number>>;
  /** Nobody enters a term beyond this one. */
  readonly terms?: number;
  /** Nothing happens that would take the messages in flight beyond this. */
  readonly messagesInFlight?: number;
}

export function replicasOf({ voters, joiners = 0 }: World): ReplicaId[] {
  return Array.from({ length: voters + joiners }, (_, position) => position + 1);
}
