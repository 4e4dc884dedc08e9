import type { Connectivity } from "./connectivity.js";
import type { Subchannel } from "./subchannel.js";

/** Which of the addresses calls go to. */
export interface Balancer {
  readonly state: Connectivity;
  /** Where the next call goes; undefined if there is no connection now. */
  pick(): Subchannel | undefined;
  /** Somebody needs a connection. */
  connect(): void;
  /** One of its addresses has another state. */
  changed(subchannel: Subchannel): void;
}

export type BalancerKind = "pickFirst" | "roundRobin";
