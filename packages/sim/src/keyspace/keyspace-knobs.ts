import type { SeededRandom } from "../random.js";
import type { Weights } from "../world/knobs.js";

/** What a seed decides about a world of the key space, beside what it decides about the cluster. */
export interface KeyspaceKnobs {
  readonly keys: number;
  /** Beside what makes a value unique. */
  readonly valueBytes: number;
  /** How often clients do what. */
  readonly requests: Weights<RequestKind>;
  /** Streams of watchers, clients that hold leases, clients with a session. */
  readonly streams: number;
  readonly holders: number;
  readonly sessions: number;
  /** Of the leases, in seconds. */
  readonly ttlMost: number;
  /** A member gives up a command after so long. */
  readonly submitTimeoutMs: number;
  /** Live bytes beyond which puts are refused. */
  readonly quotaBytes: number;
  /** The first change gets a revision behind this one. */
  readonly revisionOrigin: number;
  /** Up to so many revisions are left out between two changes. */
  readonly revisionsSkipped: number;
  readonly cacheBytes: number;
  readonly readsNow: number;
  readonly progressNotifyMs: number;
  /** Members compare their states, as real ones do. */
  readonly audits: boolean;
  /** Clients that contend for a lock and an office. */
  readonly contenders: number;
  /** Whoever is started again, or comes later, runs the next version of the program. */
  readonly upgrades: boolean;
  /** Somebody changes the members by the cluster's own calls; otherwise they are replaced in the consensus alone. */
  readonly isOperated: boolean;
}

export type RequestKind = "put" | "delete" | "txn" | "range" | "compact" | "look";

const UNLIMITED = 2 ** 40;

export function drawKeyspaceKnobs(random: SeededRandom): Omit<KeyspaceKnobs, "isOperated"> {
  return {
    keys: random.pick([2, 6, 30]),
    valueBytes: random.pick([0, 20, 300]),
    requests: {
      put: random.between(1, 10),
      delete: random.between(0, 4),
      txn: random.between(0, 8),
      range: random.between(1, 10),
      compact: random.between(0, 2),
      look: random.between(0, 1),
    },
    streams: random.between(0, 3),
    holders: random.between(0, 3),
    sessions: random.between(0, 2),
    ttlMost: random.pick([1, 3, 6]),
    submitTimeoutMs: random.pick([500, 2_000, 6_000]),
    quotaBytes: random.chance(1, 6) ? random.between(1_000, 6_000) : UNLIMITED,
    revisionOrigin: drawOrigin(random),
    revisionsSkipped: random.chance(1, 4) ? random.between(1, 3) : 0,
    cacheBytes: random.pick([0, 500, 1_000_000]),
    readsNow: random.pick([0, 2, 64]),
    progressNotifyMs: random.pick([200, 2_000]),
    audits: random.chance(1, 2),
    contenders: random.between(0, 3),
    upgrades: random.chance(1, 3),
  };
}

/** Now and then just below where a number would need another bit than some way of writing it has. */
function drawOrigin(random: SeededRandom): number {
  return random.chance(1, 3) ? random.pick([2 ** 31, 2 ** 32, 2 ** 52]) - random.between(1, 300) : 0;
}
