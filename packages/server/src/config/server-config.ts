import { initialMembers, type InitialMember } from "@keyval/api/founding";
import { parseGoDuration } from "@keyval/api/go-duration";
import { isAddress } from "../http/index.js";
import { ConfigError } from "./config-error.js";
import type { Flag } from "./flag.js";
import { parseAdvertisedUrls, parseListenUrls, type ListenUrl } from "./listen-url.js";
import type { RawFlags } from "./parse-arguments.js";

export type LogLevel = "debug" | "info" | "warn" | "error";

const LOG_LEVELS: readonly string[] = ["debug", "info", "warn", "error"] satisfies LogLevel[];

/** An election needs several heartbeats in vain, or a single late one would cause it. */
const HEARTBEATS_PER_ELECTION = 3;

/** All that a server has to know, checked. Times are in milliseconds. */
export interface ServerConfig {
  readonly name: string;
  /** Undefined for memory, of which nothing is left when the server has stopped. */
  readonly dataDirectory: string | undefined;
  readonly clientUrls: readonly ListenUrl[];
  readonly advertisedClientUrls: readonly string[];
  readonly peerUrls: readonly ListenUrl[];
  readonly advertisedPeerUrls: readonly string[];
  readonly httpUrls: readonly ListenUrl[];
  readonly metricsUrls: readonly ListenUrl[];
  readonly initialCluster: readonly InitialMember[];
  readonly token: string;
  readonly isNewCluster: boolean;
  /** `host:port` of the clients' door of a member whose cluster this one joins by itself. */
  readonly joinAddress: string | undefined;
  readonly isReconfigStrict: boolean;
  readonly snapshotEvery: number;
  readonly keptEntries: number;
  readonly quotaBytes: number;
  readonly heartbeatInterval: number;
  readonly electionTimeout: number;
  readonly preVote: boolean;
  readonly txnOperationsMax: number;
  readonly requestBytesMax: number;
  readonly concurrentStreamsMax: number;
  readonly progressNotifyInterval: number;
  /** Calls that take longer are logged. */
  readonly slowCallMs: number;
  readonly compaction: AutoCompaction;
  readonly logLevel: LogLevel;
  readonly metrics: "basic" | "extensive";
  readonly pingMinTime: number;
  readonly keepaliveInterval: number;
  readonly keepaliveTimeout: number;
}

/** What goes of the history by itself: nothing, what is older than so many milliseconds, or all but so many revisions. */
export type AutoCompaction =
  | { readonly mode: "off" }
  | { readonly mode: "periodic"; readonly keptMs: number }
  | { readonly mode: "revision"; readonly keptRevisions: number };

const QUOTA_BYTES_DEFAULT = 2 * 1024 ** 3;

/** Makes sense of the flags, or says in one sentence why there is none. */
export function createServerConfig(known: ReadonlyMap<string, Flag>, given: RawFlags): ServerConfig {
  refuseWhatIsMissing(known, given);
  const read = new FlagReader(known, given);
  const name = read.text("name");
  if (name === "") throw new ConfigError("--name is empty: each member needs a name");
  const clientUrls = parseListenUrls("listen-client-urls", read.text("listen-client-urls"));
  const peerUrls = parseListenUrls("listen-peer-urls", read.text("listen-peer-urls"));
  if (clientUrls.length === 0) throw new ConfigError("--listen-client-urls is empty: nobody could reach the server");
  if (peerUrls.length === 0) throw new ConfigError("--listen-peer-urls is empty: no other member could reach this one");
  const advertisedPeerUrls = advertised(read, "initial-advertise-peer-urls", "listen-peer-urls", peerUrls);
  const initialCluster = initialClusterOf(read, name, advertisedPeerUrls);
  return {
    name,
    dataDirectory: read.text("data-dir") || `${name}.keyval`,
    clientUrls,
    advertisedClientUrls: advertised(read, "advertise-client-urls", "listen-client-urls", clientUrls),
    peerUrls,
    advertisedPeerUrls,
    httpUrls: parseListenUrls("listen-client-http-urls", read.text("listen-client-http-urls")),
    metricsUrls: parseListenUrls("listen-metrics-urls", read.text("listen-metrics-urls")),
    initialCluster,
    token: read.text("initial-cluster-token"),
    isNewCluster: read.choice("initial-cluster-state", ["new", "existing"]) === "new",
    joinAddress: joinAddressOf(read),
    isReconfigStrict: read.isOn("strict-reconfig-check"),
    snapshotEvery: read.whole("snapshot-count", 1),
    keptEntries: read.whole("snapshot-catchup-entries", 0),
    quotaBytes: read.whole("quota-backend-bytes", 0) || QUOTA_BYTES_DEFAULT,
    ...timesOf(read),
    preVote: read.isOn("pre-vote"),
    txnOperationsMax: read.whole("max-txn-ops", 1),
    requestBytesMax: read.whole("max-request-bytes", 1),
    concurrentStreamsMax: read.whole("max-concurrent-streams", 1),
    progressNotifyInterval: read.duration("watch-progress-notify-interval"),
    slowCallMs: read.duration("warning-unary-request-duration"),
    compaction: compactionOf(read),
    logLevel: read.choice("log-level", LOG_LEVELS) as LogLevel,
    metrics: read.choice("metrics", ["basic", "extensive"]) as ServerConfig["metrics"],
    pingMinTime: read.duration("grpc-keepalive-min-time"),
    keepaliveInterval: read.duration("grpc-keepalive-interval"),
    keepaliveTimeout: read.duration("grpc-keepalive-timeout"),
  };
}

/** What would be accepted and ignored is refused: nobody may believe a store protected that is not. */
function refuseWhatIsMissing(known: ReadonlyMap<string, Flag>, given: RawFlags): void {
  for (const [name, value] of given) {
    const flag = known.get(name);
    if (flag?.support !== "later" || value === flag.fallback) continue;
    if (flag.kind === "switch" && !isTrue(value)) continue;
    throw new ConfigError(`--${name} is not supported yet, and the server does not start without what it asks for`);
  }
}

function advertised(read: FlagReader, flag: string, listenFlag: string, listen: readonly ListenUrl[]): string[] {
  if (read.isGiven(flag) || !read.isGiven(listenFlag)) return parseAdvertisedUrls(flag, read.text(flag));
  return parseAdvertisedUrls(flag, listen.map(({ url }) => url).join(","));
}

function initialClusterOf(read: FlagReader, name: string, own: readonly string[]): InitialMember[] {
  try {
    return initialMembers({ initialCluster: read.text("initial-cluster"), name, peerUrls: own });
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(error.message);
    throw error;
  }
}

function joinAddressOf(read: FlagReader): string | undefined {
  const address = read.text("join");
  if (address === "") return undefined;
  if (read.isGiven("initial-cluster"))
    throw new ConfigError("--join asks a member who the others are: leave out --initial-cluster");
  if (isAddress(address)) return address;
  throw new ConfigError(`--join=${address} is not of the form host:port`);
}

function timesOf(read: FlagReader): Pick<ServerConfig, "heartbeatInterval" | "electionTimeout"> {
  const heartbeatInterval = read.whole("heartbeat-interval", 1);
  const least = heartbeatInterval * HEARTBEATS_PER_ELECTION;
  const electionTimeout = read.isGiven("election-timeout")
    ? read.whole("election-timeout", 1)
    : Math.max(read.whole("election-timeout", 1), least);
  if (electionTimeout < least) {
    throw new ConfigError(
      `--election-timeout=${electionTimeout} is too short for --heartbeat-interval=${heartbeatInterval}: take ${least} or more`,
    );
  }
  return { heartbeatInterval, electionTimeout };
}

function compactionOf(read: FlagReader): AutoCompaction {
  const flag = "auto-compaction-retention";
  const kept = read.text(flag);
  const mode = read.choice("auto-compaction-mode", ["periodic", "revision"]);
  if (/^0*$/u.test(kept)) return { mode: "off" };
  if (mode === "revision") return { mode: "revision", keptRevisions: read.whole(flag, 1) };
  // A number alone means hours.
  const keptMs = /^\d+$/u.test(kept) ? Number(kept) * 3_600_000 : read.duration(flag);
  return keptMs === 0 ? { mode: "off" } : { mode: "periodic", keptMs };
}

/** Values of flags by their kinds, each error a sentence. */
class FlagReader {
  readonly #known: ReadonlyMap<string, Flag>;
  readonly #given: RawFlags;

  constructor(known: ReadonlyMap<string, Flag>, given: RawFlags) {
    this.#known = known;
    this.#given = given;
  }

  isGiven(name: string): boolean {
    return this.#given.has(name);
  }

  text(name: string): string {
    return this.#given.get(name) ?? this.#known.get(name)?.fallback ?? "";
  }

  isOn(name: string): boolean {
    return isTrue(this.text(name));
  }

  whole(name: string, least: number): number {
    const text = this.text(name);
    const value = /^\d+$/u.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new ConfigError(`--${name}=${text} has to be a whole number of at least ${least}`);
  }

  duration(name: string): number {
    const text = this.text(name);
    const value = parseGoDuration(text);
    if (value !== undefined && value >= 0) return value;
    throw new ConfigError(`--${name}=${text} is no duration such as 300ms, 5s or 1h30m`);
  }

  choice(name: string, choices: readonly string[]): string {
    const text = this.text(name);
    if (choices.includes(text)) return text;
    throw new ConfigError(`--${name}=${text} has to be one of ${choices.join(", ")}`);
  }
}

function isTrue(value: string): boolean {
  return ["1", "t", "T", "true", "TRUE", "True"].includes(value);
}
