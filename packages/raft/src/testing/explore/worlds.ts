import type { Config } from "../../config.js";
import type { Change } from "../../input.js";
import { hostOf } from "./life.js";
import type { World } from "./world.js";

/** Three voters, the first of whom leads. */
const LED = { voters: 3, startsLed: true, lateAnswersVanish: true } as const;

const ASKS_FIRST: Partial<Config> = { preVote: true, checkQuorum: true };

/**
 * Lease reads, with an election timeout that is one millisecond longer than the lease. All clocks run alike, so these
 * worlds say nothing of drift; timers may fire late by any time, as they do in a process that was paused.
 */
const LEASED = { ...LED, sharedClock: true, lease: 2, settings: { electionTimeout: 3, checkQuorum: true } } as const;

const ADD_THIRD: readonly Change[] = [{ kind: "addVoter", host: hostOf(3) }];
const REPLACE_FIRST: readonly Change[] = [...ADD_THIRD, { kind: "remove", id: 1 }];
const ADD_TWO: readonly Change[] = [
  { kind: "addVoter", host: hostOf(2) },
  { kind: "addVoter", host: hostOf(3) },
];

/** Worlds of a second or less each. */
export const SMALL_WORLDS: readonly World[] = [
  {
    name: "an election and a crash",
    voters: 3,
    asynchronousDisk: true,
    budgets: { timeouts: 1, crashes: 1 },
  },
  {
    name: "two elections in one term",
    voters: 3,
    asynchronousDisk: true,
    lateAnswersVanish: true,
    terms: 1,
    budgets: { timeouts: 2, crashes: 1 },
  },
  { name: "a read and a change of leader", ...LED, messagesInFlight: 4, budgets: { timeouts: 1, reads: 1 } },
  {
    name: "a snapshot for a slow follower",
    voters: 2,
    startsLed: true,
    settings: { keptEntries: 0 },
    budgets: { proposals: 1, snapshots: 1, losses: 1, heartbeats: 2 },
  },
];

/** Worlds that are visited whole in a minute or less each. */
export const WORLDS: readonly World[] = [
  {
    name: "elections, slow disks",
    voters: 3,
    asynchronousDisk: true,
    lateAnswersVanish: true,
    messagesInFlight: 3,
    budgets: { timeouts: 2, crashes: 1 },
  },
  {
    name: "elections, crashes",
    voters: 3,
    lateAnswersVanish: true,
    budgets: { timeouts: 2, crashes: 1 },
  },
  {
    name: "PreVote and CheckQuorum",
    ...LED,
    settings: ASKS_FIRST,
    messagesInFlight: 3,
    budgets: { timeouts: 1, heartbeats: 1, disconnections: 1 },
  },
  {
    name: "replication, slow disks",
    ...LED,
    asynchronousDisk: true,
    budgets: { timeouts: 1, proposals: 1 },
  },
  { name: "replication, numbers near 2^32 and 2^52", ...LED, ...nearLimits(), budgets: { timeouts: 1, proposals: 1 } },
  {
    name: "reads and proposals",
    ...LED,
    messagesInFlight: 3,
    budgets: { timeouts: 1, proposals: 1, reads: 1 },
  },
  {
    name: "a transfer and a lease",
    ...LEASED,
    messagesInFlight: 4,
    budgets: { transfers: 1, clock: 1, heartbeats: 1, reads: 1 },
  },
  {
    name: "a lease and an election",
    ...LEASED,
    messagesInFlight: 3,
    budgets: { timeouts: 1, clock: 3, heartbeats: 1, reads: 1 },
  },
  { name: "a transfer and an election", ...LED, budgets: { transfers: 1, timeouts: 1 } },
  {
    name: "a third voter",
    ...LED,
    voters: 2,
    joiners: 1,
    asynchronousDisk: true,
    messagesInFlight: 3,
    changes: [ADD_THIRD],
    budgets: { timeouts: 1, changes: 1, crashes: 1 },
  },
  {
    name: "a voter replaced",
    ...LED,
    voters: 2,
    joiners: 1,
    messagesInFlight: 4,
    changes: [REPLACE_FIRST],
    budgets: { timeouts: 2, changes: 1 },
  },
  {
    name: "snapshots",
    ...LED,
    settings: { keptEntries: 0 },
    messagesInFlight: 3,
    budgets: { proposals: 1, snapshots: 2, losses: 2, heartbeats: 2 },
  },
  {
    name: "a snapshot and an election",
    ...LED,
    settings: { keptEntries: 0 },
    messagesInFlight: 2,
    budgets: { timeouts: 1, proposals: 1, snapshots: 1, losses: 2, heartbeats: 1 },
  },
];

/** Worlds without an end in sight. */
export const LONG_WORLDS: readonly World[] = [
  {
    name: "elections, slow disks, long",
    voters: 3,
    asynchronousDisk: true,
    lateAnswersVanish: true,
    budgets: { timeouts: 3, crashes: 2 },
  },
  {
    name: "PreVote and CheckQuorum, long",
    ...LED,
    settings: ASKS_FIRST,
    budgets: { timeouts: 3, heartbeats: 2, crashes: 1, disconnections: 2, proposals: 1 },
  },
  {
    name: "replication, slow disks, long",
    ...LED,
    asynchronousDisk: true,
    budgets: { timeouts: 3, proposals: 2, crashes: 2, heartbeats: 1, duplications: 1 },
  },
  {
    name: "reads, long",
    ...LED,
    budgets: { timeouts: 2, proposals: 2, reads: 2, heartbeats: 1, crashes: 1, transfers: 1 },
  },
  {
    name: "leases, long",
    ...LEASED,
    budgets: { timeouts: 2, clock: 5, heartbeats: 2, reads: 2, proposals: 1, crashes: 1, disconnections: 1 },
  },
  {
    name: "leases switched on and off, long",
    ...LEASED,
    lease: 0,
    asynchronousDisk: true,
    changes: [[{ kind: "setLease", lease: 2 }], [{ kind: "setLease", lease: 0 }]],
    budgets: { timeouts: 2, clock: 4, heartbeats: 2, reads: 1, proposals: 1, crashes: 1, changes: 2 },
  },
  {
    name: "single changes, long",
    ...LED,
    voters: 2,
    joiners: 1,
    asynchronousDisk: true,
    changes: [ADD_THIRD, [{ kind: "remove", id: 1 }]],
    budgets: { timeouts: 3, changes: 2, crashes: 1, heartbeats: 1, proposals: 1 },
  },
  {
    name: "a joint change, long",
    ...LED,
    voters: 1,
    joiners: 2,
    asynchronousDisk: true,
    changes: [ADD_TWO],
    budgets: { timeouts: 2, changes: 1, crashes: 1, heartbeats: 1, proposals: 1 },
  },
  {
    name: "snapshots, long",
    ...LED,
    asynchronousDisk: true,
    settings: { keptEntries: 0 },
    budgets: { timeouts: 2, proposals: 2, snapshots: 2, losses: 2, heartbeats: 2, crashes: 1 },
  },
  {
    name: "sleep, long",
    ...LED,
    lateAnswersVanish: false,
    settings: { quiesceAfter: 1 },
    budgets: { timeouts: 2, heartbeats: 3, proposals: 1, disconnections: 2, crashes: 1 },
  },
  figureEight(),
  twoChanges(),
];

/** Figure 8 of the paper with three voters: entries of an earlier term must not be committed by counting. */
export function figureEight(): World {
  return {
    name: "figure 8",
    ...LED,
    campaigners: [1, 2],
    settings: { messageBytesMax: 1 },
    messagesInFlight: 2,
    budgets: { timeouts: 3, proposals: 1, losses: Infinity },
  };
}

/** Two leaders, each of whom removes the other's friend: the flaw found in 2015. */
export function twoChanges(): World {
  return {
    name: "two changes of four voters",
    ...LED,
    voters: 4,
    campaigners: [1, 3],
    changes: [[{ kind: "remove", id: 4 }], [{ kind: "remove", id: 1 }]],
    messagesInFlight: 6,
    budgets: { timeouts: 2, changes: 2 },
  };
}

/** The group goes on from a snapshot; its next entries and terms pass the limits. */
function nearLimits(): Pick<World, "startsAt"> {
  return { startsAt: { index: 2 ** 32 - 2, term: 2 ** 52 - 1 } };
}
