import { ConfigError } from "./config-error.js";
import type { ReplicaId } from "./configuration.js";
import { NUMBER_MAX, PRIORITY_MAX } from "./limits.js";

/**
 * How one replica behaves. Times are whole milliseconds of the host's monotonic clock. Who belongs to the group is not
 * said here but in the replicated {@link Configuration}.
 */
export interface Config {
  readonly id: ReplicaId;
  /** A follower that hears nothing for this long, up to twice this long, stands for election. */
  readonly electionTimeout: number;
  readonly heartbeatInterval: number;
  /** A follower whose connection to the leader broke waits for at most this long before it stands for election. */
  readonly brokenConnectionJitter: number;
  /** Ask whether an election could be won before starting one (thesis §9.6). */
  readonly preVote: boolean;
  /** A leader that hears from no quorum for an election timeout steps down; followers stand by a live leader (thesis §6.2). */
  readonly checkQuorum: boolean;
  /** From 0 (never stands for election of its own accord) to 8; each step below 8 waits half an election timeout longer. */
  readonly priority: number;
  /** For how many election timeouts a replica whose log lost its tail neither votes nor campaigns. */
  readonly giveWayTimeouts: number;
  /** How much faster than another one a clock may run, in parts per million; lease reads rely on it. */
  readonly clockDriftPpm: number;
  /** An append carries at most so many bytes of entries, or a single entry. */
  readonly messageBytesMax: number;
  /** Appends, and bytes in them, that may be on their way to one follower. */
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
  /** With two appends on their way to a follower, what is new gathers for the next until one is acked, or for this long. */
  readonly gatherTime: number;
  /**
   * Durable entries beyond this many bytes leave memory and are asked for when needed; of those that are applied, and on the
   * disks of all that keep up, all but `messageBytesMax` do.
   */
  readonly tailBytesMax: number;
  /** Proposals that would take the uncommitted entries beyond this are refused. */
  readonly uncommittedBytesMax: number;
  /** Reads that may wait for their confirmation, together. */
  readonly pendingReadsMax: number;
  /** Entries behind a snapshot that stay in the log, so that a slightly slow follower needs no snapshot. */
  readonly keptEntries: number;
  /** A transfer of a snapshot without progress for this long is given up. */
  readonly snapshotTimeout: number;
  /** A group in which nothing happens for this long goes to sleep; 0 for never. */
  readonly quiesceAfter: number;
}

const DEFAULTS: Omit<Config, "id"> = {
  electionTimeout: 150,
  heartbeatInterval: 50,
  brokenConnectionJitter: 20,
  preVote: true,
  checkQuorum: true,
  priority: PRIORITY_MAX,
  giveWayTimeouts: 4,
  clockDriftPpm: 10_000,
  messageBytesMax: 1024 * 1024,
  inflightMessagesMax: 256,
  inflightBytesMax: 16 * 1024 * 1024,
  gatherTime: 5,
  tailBytesMax: 32 * 1024 * 1024,
  uncommittedBytesMax: 64 * 1024 * 1024,
  pendingReadsMax: 100_000,
  keptEntries: 5_000,
  snapshotTimeout: 10_000,
  quiesceAfter: 0,
};

/** Fills in the defaults and refuses what makes no sense. */
export function createConfig(settings: Partial<Config> & Pick<Config, "id">): Config {
  const config: Config = Object.freeze({ ...DEFAULTS, ...settings });
  const range = (key: NumericSetting, min: number, max = NUMBER_MAX): void => {
    checkRange(config, key, min, max);
  };
  for (const key of ["preVote", "checkQuorum"] as const) {
    if (typeof config[key] !== "boolean")
      throw new ConfigError(`${key} is ${String(config[key])}, but must be true or false`);
  }
  range("id", 1);
  range("electionTimeout", 2);
  range("heartbeatInterval", 1, config.electionTimeout - 1);
  range("brokenConnectionJitter", 0, config.electionTimeout);
  range("priority", 0, PRIORITY_MAX);
  range("giveWayTimeouts", 1);
  range("clockDriftPpm", 0, 500_000);
  range("messageBytesMax", 1);
  range("inflightMessagesMax", 1);
  range("inflightBytesMax", config.messageBytesMax);
  range("gatherTime", 0);
  range("tailBytesMax", config.messageBytesMax);
  range("uncommittedBytesMax", 1);
  range("pendingReadsMax", 1);
  range("keptEntries", 0);
  range("snapshotTimeout", config.electionTimeout);
  range("quiesceAfter", 0);
  return config;
}

type NumericSetting = { [K in keyof Config]: Config[K] extends number ? K : never }[keyof Config];

function checkRange(config: Config, key: NumericSetting, min: number, max: number): void {
  const value = config[key];
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const bounds = max === NUMBER_MAX ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new ConfigError(`${key} is ${value}, but must be a whole number ${bounds}`);
}
