import type { Config } from "../../config.js";
import { SeededRandom } from "../seeded-random.js";

/** How likely each kind of action is, where nothing else is said. */
const WEIGHTS = {
  deliver: 400,
  deliverAny: 80,
  flushLink: 60,
  drop: 40,
  duplicate: 30,
  replay: 20,
  advance: 120,
  tick: 5,
  sync: 120,
  apply: 60,
  readEntries: 30,
  propose: 100,
  read: 50,
  drainLease: 8,
  reconfigure: 24,
  transfer: 6,
  campaign: 4,
  connection: 12,
  undelivered: 6,
  takeSnapshot: 24,
  fetchProgress: 20,
  fetchDone: 40,
  fetchFail: 12,
  crash: 8,
  restart: 16,
  pause: 5,
  resume: 10,
  suspend: 3,
  clockJumped: 2,
  wasBusy: 5,
  partition: 6,
  mend: 8,
  retire: 3,
  calm: 20,
};

export type ActionKind = keyof typeof WEIGHTS;

/** Something that happens to the world. What its numbers mean depends on the kind and on what there is to choose from. */
export interface Action {
  readonly kind: ActionKind;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export interface Knobs {
  /** How many voters the group starts with. */
  readonly voters: number;
  /** The group starts from a snapshot at this index, of this term; from nothing if 0. */
  readonly startIndex: number;
  readonly startTerm: number;
  readonly settings: Omit<Partial<Config>, "id">;
  /** The lease setting that the group starts with. */
  readonly lease: number;
  /** Replicas differ in priority. */
  readonly priorities: boolean;
  /** Most replicas run at any time. */
  readonly minority: boolean;
  /** Replicas that were removed run on to the end. */
  readonly zombies: boolean;
}

export interface Plan {
  readonly seed: number;
  readonly knobs: Knobs;
  readonly actions: readonly Action[];
}

/** Numbers in actions are below this, large enough to choose among anything. */
const CHOICES = 2 ** 30;

const NEVER_RARE: readonly ActionKind[] = ["deliver", "advance", "sync", "apply", "restart", "resume", "mend"];

/** Each seed is a world of its own: some kinds of action never happen in it, others often ("swarm testing"). */
export function planOf(seed: number, length: number): Plan {
  const random = new SeededRandom(seed);
  const knobs = drawKnobs(random);
  const weights = Object.entries(WEIGHTS).map(([kind, weight]): [ActionKind, number] => {
    const name = kind as ActionKind;
    const factor = NEVER_RARE.includes(name) ? random.pick([1, 1, 2]) : random.pick([0, 1, 1, 1, 2, 5]);
    return [name, weight * factor];
  });
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const actions: Action[] = random.once(4) ? [] : [{ kind: "calm", a: 400, b: 0, c: 0 }];
  for (let i = 0; i < length; i++) {
    const kind = weighted(weights, random.below(total));
    actions.push({ kind, a: random.below(CHOICES), b: random.below(CHOICES), c: random.below(CHOICES) });
  }
  return { seed, knobs, actions };
}

function weighted(weights: readonly [ActionKind, number][], drawn: number): ActionKind {
  let rest = drawn;
  for (const [kind, weight] of weights) {
    if (rest < weight) return kind;
    rest -= weight;
  }
  return "deliver";
}

function drawKnobs(random: SeededRandom): Knobs {
  const [startIndex, startTerm] = drawStart(random);
  const settings = drawSettings(random);
  const lease = settings.checkQuorum === true && random.once(2) ? 30 + random.below(70) : 0;
  return {
    voters: random.pick([1, 2, 3, 3, 3, 3, 4, 5, 5, 6, 7]),
    startIndex,
    startTerm,
    settings,
    lease,
    priorities: random.once(4),
    minority: !random.once(4),
    zombies: settings.checkQuorum === true && random.once(2),
  };
}

/** Just below the places where numbers stop to fit into something. */
function drawStart(random: SeededRandom): [number, number] {
  const powers = [31, 32, 52] as const;
  const near = (): number => 2 ** random.pick(powers) - 1 - random.below(20);
  return random.pick([0, 0, 1]) === 0 ? [0, 0] : [near(), near()];
}

/** Small enough that every bound is met. */
function drawSettings(random: SeededRandom): Omit<Partial<Config>, "id"> {
  const messageBytesMax = random.pick([1, 150, 400, 2_000]);
  return {
    electionTimeout: 100,
    heartbeatInterval: random.pick([10, 30, 50]),
    preVote: !random.once(4),
    checkQuorum: !random.once(5),
    giveWayTimeouts: 1 + random.below(4),
    clockDriftPpm: random.pick([0, 1_000, 10_000, 100_000]),
    messageBytesMax,
    inflightMessagesMax: 1 + random.below(4),
    inflightBytesMax: messageBytesMax * (1 + random.below(3)),
    tailBytesMax: messageBytesMax + random.below(600),
    uncommittedBytesMax: 200 + random.below(1_500),
    pendingReadsMax: 1 + random.below(6),
    keptEntries: random.pick([0, 0, 1, 2, 5, 11]),
    snapshotTimeout: 100 + random.below(400),
    quiesceAfter: random.once(4) ? 50 + random.below(200) : 0,
  };
}
