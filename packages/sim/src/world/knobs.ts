import { drawKeyspaceKnobs, type KeyspaceKnobs } from "../keyspace/keyspace-knobs.js";
import type { SeededRandom } from "../random.js";
import type { Distribution } from "./distribution.js";
import type { NetworkFaults } from "./network.js";
import type { Origin } from "./process-world.js";

/**
 * Everything that a seed decides about a run before it begins. Each knob is drawn anew for each seed ("swarm testing"), so
 * that no run does everything, and combinations come that nobody thought of.
 */
export interface Knobs {
  readonly members: number;
  readonly clients: number;
  readonly keys: number;
  /** A client rests for so long between two operations. */
  readonly restMicroseconds: number;
  readonly clientTimeoutMicroseconds: number;
  /** How often clients do what. */
  readonly operations: Weights<OperationKind>;
  readonly network: NetworkFaults;
  /** On average something bad happens after so long … */
  readonly troubleMicroseconds: number;
  /** … and is over after up to so long. */
  readonly troubleLastsMicroseconds: number;
  /** How often it is what. */
  readonly troubles: Weights<TroubleKind>;
  readonly driftPpmMost: number;
  readonly turnMicroseconds: number;
  readonly snapshotEvery: number;
  readonly keptEntries: number;
  readonly segmentBytes: number;
  /** The maximal lease in milliseconds; 0 for reads without leases. */
  readonly lease: number;
  readonly preVote: boolean;
  readonly messageBytesMax: number;
  readonly tailBytesMax: number;
  readonly quiesceAfter: number;
  /** Where the log begins: numbers must not matter. */
  readonly origin: Origin;
  /** The number of the group: none is special. */
  readonly group: number;
  /** A process that crashed is started again after up to so long: some come back before anybody has missed them. */
  readonly restartMicroseconds: number;
  /** Of the state machine's engine: a data file is closed at about this size. */
  readonly engineFileBytes: number;
  /** After so many commands the engine does some of its background work. */
  readonly tidyEvery: number;
  /** Of a snapshot others get no more at once. */
  readonly pieceBytesMost: number;
  /** What is committed waits for up to so long before it is applied, on each member for itself. */
  readonly applyDelayMicroseconds: number;
  /** Set where members run the server's key space; otherwise they have a few registers. */
  readonly keyspace?: KeyspaceKnobs;
}

/** What is not left to the seed. With `keyspace`, however little it says, it is a world of the key space. */
export type KnobChoice = Partial<Omit<Knobs, "keyspace">> & { readonly keyspace?: Partial<KeyspaceKnobs> };

export type OperationKind = "read" | "staleRead" | "put" | "compareAndSet" | "delete";

export type TroubleKind =
  | "crash"
  | "powerLoss"
  | "pause"
  | "suspend"
  | "slow"
  | "partition"
  | "oneWayCut"
  | "isolate"
  | "breakConnection"
  | "wallJump"
  | "transfer"
  | "replaceMember"
  | "slowDisk"
  | "fullDisk"
  | "diskError"
  | "rot"
  | "loseDisk";

export type Weights<K extends string> = Readonly<Record<K, number>>;

export function drawKnobs(random: SeededRandom): Omit<Knobs, "group" | "applyDelayMicroseconds" | "keyspace"> {
  const lease = random.chance(1, 3) ? random.between(50, 140) : 0;
  const preVote = random.chance(9, 10);
  const messageBytesMax = random.pick([256, 4096, 65_536]);
  return {
    members: random.pick([3, 3, 3, 5]),
    clients: random.between(2, 8),
    keys: random.between(1, 5),
    restMicroseconds: random.pick([50_000, 200_000, 400_000]),
    clientTimeoutMicroseconds: random.pick([500_000, 1_000_000, 3_000_000]),
    operations: {
      read: random.between(1, 10),
      staleRead: random.between(0, 3),
      put: random.between(1, 10),
      compareAndSet: random.between(0, 5),
      delete: random.between(0, 2),
    },
    network: drawNetwork(random),
    troubleMicroseconds: random.pick([200_000, 1_000_000, 4_000_000]),
    troubleLastsMicroseconds: random.pick([300_000, 1_500_000, 4_000_000]),
    troubles: drawTroubles(random),
    driftPpmMost: random.pick([0, 100, lease > 0 ? 4_000 : 100_000]),
    turnMicroseconds: random.pick([10, 100, 2_000]),
    snapshotEvery: random.pick([10, 50, 200]),
    keptEntries: random.pick([0, 5, 100]),
    segmentBytes: random.pick([8_192, 32_768, 262_144]),
    lease,
    preVote,
    messageBytesMax,
    tailBytesMax: messageBytesMax * random.pick([1, 4, 100]),
    quiesceAfter: lease === 0 && random.chance(1, 4) ? random.between(100, 500) : 0,
    origin: drawOrigin(random),
    restartMicroseconds: random.pick([20_000, 300_000, 4_000_000]),
    engineFileBytes: random.pick([400, 1_000, 8_192]),
    tidyEvery: random.pick([2, 8, 32]),
    pieceBytesMost: random.pick([1_000, 4_000, 65_536]),
  };
}

/** Long ones: a world with less in it finds as much, and costs less. docs/DECISIONS.md has the figures. */
const KEYSPACE_RESTS = [200_000, 400_000, 800_000] as const;

export function chosenKnobs(random: SeededRandom, { keyspace, ...chosen }: KnobChoice = {}): Knobs {
  const first = drawKnobs(random);
  const drawn = keyspace && drawKeyspaceKnobs(random);
  const group = drawGroup(random, first.origin);
  const knobs = { ...first, group, applyDelayMicroseconds: drawApplyDelay(random) };
  if (drawn === undefined) return { ...knobs, ...chosen };
  const isOperated = random.chance(1, 3);
  const restMicroseconds = random.pick(KEYSPACE_RESTS);
  return { ...knobs, restMicroseconds, ...chosen, keyspace: { ...drawn, isOperated, ...keyspace } };
}

/** Where other numbers are large, this one is, too. */
function drawGroup(random: SeededRandom, { index }: Origin): number {
  return index === 0 ? random.between(1, 100) : index - random.below(10);
}

/** Mostly entries are applied as they are committed. */
function drawApplyDelay(random: SeededRandom): number {
  return random.chance(1, 4) ? random.pick([1_000, 20_000, 300_000]) : 0;
}

/** Now and then just below where a number would need another bit than some way of writing it has. */
function drawOrigin(random: SeededRandom): Origin {
  const edge = (distance: number): number => random.pick([2 ** 31, 2 ** 32, 2 ** 52]) - random.between(1, distance);
  if (random.chance(3, 4)) return { index: 0, term: 0 };
  return { index: edge(300), term: random.chance(1, 2) ? edge(5) : 1 };
}

function drawNetwork(random: SeededRandom): NetworkFaults {
  const isRough = random.chance(1, 2);
  return {
    latency: drawLatency(random),
    bytesPerMillisecond: random.pick([1_000, 100_000]),
    lostPerMille: isRough ? random.below(50) : 0,
    twicePerMille: isRough ? random.below(50) : 0,
    overtakingPerMille: isRough ? random.below(200) : 0,
    redialMicroseconds: random.between(5_000, 100_000),
  };
}

function drawLatency(random: SeededRandom): Distribution {
  return {
    least: random.pick([20, 200, 2_000]),
    spread: random.pick([50, 500, 5_000]),
    slowPerMille: random.pick([0, 5, 50]),
    slowMost: random.pick([10_000, 100_000]),
  };
}

function drawTroubles(random: SeededRandom): Weights<TroubleKind> {
  const weight = (): number => (random.chance(1, 2) ? random.between(1, 5) : 0);
  return {
    crash: weight() + 1,
    powerLoss: weight(),
    pause: weight(),
    suspend: weight(),
    slow: weight(),
    partition: weight(),
    oneWayCut: weight(),
    isolate: weight(),
    breakConnection: weight(),
    wallJump: weight(),
    transfer: weight(),
    replaceMember: weight(),
    slowDisk: weight(),
    fullDisk: weight(),
    diskError: weight(),
    rot: random.chance(1, 3) ? random.between(1, 5) : 0,
    loseDisk: random.chance(1, 4) ? random.between(1, 3) : 0,
  };
}

/** One of the kinds, as often as its weight says. */
export function pickByWeight<K extends string>(weights: Weights<K>, random: SeededRandom): K {
  let sum = 0;
  for (const kind in weights) sum += weights[kind];
  let drawn = random.below(sum);
  for (const kind in weights) {
    if (drawn < weights[kind]) return kind;
    drawn -= weights[kind];
  }
  throw new RangeError("weights that add up to nothing");
}
