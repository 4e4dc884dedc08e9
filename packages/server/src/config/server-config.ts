import { initialMembers, type InitialMember } from "@keyval/api/founding";
import { parseGoDuration } from "@keyval/api/go-duration";
import { isAddress } from "../http/index.js";
import { isTrue } from "./check-switches.js";
import { checkFeatureGates } from "./check-feature-gates.js";
import { ConfigError } from "./config-error.js";
import type { Flag } from "./flag.js";
import { parseAdvertisedUrls, parseListenUrls, refuseSharedPlaces, type ListenUrl } from "./listen-url.js";
import type { RawFlags } from "./parse-arguments.js";

export type LogLevel = "debug" | "info" | "warn" | "error";

const LOG_LEVELS: readonly string[] = ["debug", "info", "warn", "error"] satisfies LogLevel[];

/** All logs go there; what there is not is refused. */
const LOG_OUTPUTS: readonly string[] = ["default", "stderr"];

/** An election needs several heartbeats in vain, or a single late one would cause it. */
const HEARTBEATS_PER_ELECTION = 3;

/** As with etcd: without a leader for longer than this, nobody would believe that anybody looks for one. */
const ELECTION_MS_MAX = 50_000;

/** A key may be as long as its request, and the engine takes keys of up to 16 MiB, with a few bytes of its own. */
const REQUEST_BYTES_MAX = 2 ** 24 - 2 ** 10;

/** As with etcd: told more often, idle watches would be all that the server is busy with. */
const PROGRESS_NOTIFY_MS_MIN = 100;

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
  refuseNonsense(known, given, read);
  const name = read.text("name");
  if (name === "") throw new ConfigError("--name is empty: each member needs a name");
  const listens = listensOf(read);
  const { clientUrls, peerUrls } = listens;
  const advertisedPeerUrls = advertised(read, "initial-advertise-peer-urls", "listen-peer-urls", peerUrls);
  const initialCluster = initialClusterOf(read, name, advertisedPeerUrls);
  return {
    name,
    dataDirectory: read.text("data-dir") || `${name}.keyval`,
    ...listens,
    advertisedClientUrls: advertised(read, "advertise-client-urls", "listen-client-urls", clientUrls),
    advertisedPeerUrls,
    initialCluster,
    token: read.text("initial-cluster-token"),
    isNewCluster: read.choice("initial-cluster-state", ["new", "existing"]) === "new",
    joinAddress: joinAddressOf(read, clientUrls),
    isReconfigStrict: read.isOn("strict-reconfig-check"),
    snapshotEvery: read.whole("snapshot-count", 1),
    keptEntries: read.whole("snapshot-catchup-entries", 0),
    quotaBytes: read.whole("quota-backend-bytes", 0) || QUOTA_BYTES_DEFAULT,
    ...timesOf(read),
    preVote: read.isOn("pre-vote"),
    txnOperationsMax: read.whole("max-txn-ops", 1),
    requestBytesMax: read.whole("max-request-bytes", 1, REQUEST_BYTES_MAX),
    concurrentStreamsMax: read.whole("max-concurrent-streams", 1),
    progressNotifyInterval: Math.max(PROGRESS_NOTIFY_MS_MIN, read.durationOrDefault("watch-progress-notify-interval")),
    slowCallMs: read.duration("warning-unary-request-duration"),
    compaction: compactionOf(read),
    logLevel: read.choice("log-level", LOG_LEVELS) as LogLevel,
    metrics: read.choice("metrics", ["basic", "extensive"]) as ServerConfig["metrics"],
    pingMinTime: read.duration("grpc-keepalive-min-time"),
    keepaliveInterval: read.durationOrDefault("grpc-keepalive-interval"),
    keepaliveTimeout: read.durationOrDefault("grpc-keepalive-timeout"),
  };
}

/** What has no effect, or one that is there anyway, is no reason to take what is not so. */
function refuseNonsense(known: ReadonlyMap<string, Flag>, given: RawFlags, read: FlagReader): void {
  read.choice("log-outputs", LOG_OUTPUTS);
  checkFeatureGates(read.text("feature-gates"));
  for (const name of given.keys()) {
    const flag = known.get(name);
    if (flag?.support !== "harmless") continue;
    if (flag.kind === "whole") read.whole(name, 0);
    if (flag.kind === "duration") read.duration(name);
  }
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

function listensOf(read: FlagReader): Pick<ServerConfig, "clientUrls" | "peerUrls" | "httpUrls" | "metricsUrls"> {
  const of = (flag: string): ListenUrl[] => parseListenUrls(flag, read.text(flag));
  const [clientUrls, peerUrls] = [of("listen-client-urls"), of("listen-peer-urls")];
  const [httpUrls, metricsUrls] = [of("listen-client-http-urls"), of("listen-metrics-urls")];
  if (clientUrls.length === 0) throw new ConfigError("--listen-client-urls is empty: nobody could reach the server");
  if (peerUrls.length === 0) throw new ConfigError("--listen-peer-urls is empty: no other member could reach this one");
  refuseSharedPlaces({
    "listen-client-urls": clientUrls,
    "listen-peer-urls": peerUrls,
    "listen-client-http-urls": httpUrls,
    "listen-metrics-urls": metricsUrls,
  });
  return { clientUrls, peerUrls, httpUrls, metricsUrls };
}

function advertised(read: FlagReader, flag: string, listenFlag: string, listen: readonly ListenUrl[]): string[] {
  if (!read.isGiven(flag) && read.isGiven(listenFlag))
    return parseAdvertisedUrls(flag, listen.map(({ url }) => url).join(","));
  const urls = parseAdvertisedUrls(flag, read.text(flag));
  if (urls.length === 0) throw new ConfigError(`--${flag} is empty: nobody would know where this member is`);
  return urls;
}

function initialClusterOf(read: FlagReader, name: string, own: readonly string[]): InitialMember[] {
  try {
    const members = initialMembers({ initialCluster: read.text("initial-cluster"), name, peerUrls: own });
    for (const { peerUrls } of members) parseAdvertisedUrls("initial-cluster", peerUrls.join(","));
    return members;
  } catch (error) {
    if (error instanceof RangeError) throw new ConfigError(error.message);
    throw error;
  }
}

function joinAddressOf(read: FlagReader, own: readonly ListenUrl[]): string | undefined {
  const address = read.text("join");
  if (address === "") return undefined;
  if (read.isGiven("initial-cluster"))
    throw new ConfigError("--join asks a member who the others are: leave out --initial-cluster");
  if (read.isGiven("initial-cluster-state") && read.text("initial-cluster-state") === "new")
    throw new ConfigError(
      "--join makes this one a member of a cluster that exists: leave out --initial-cluster-state=new",
    );
  if (!isAddress(address)) throw new ConfigError(`--join=${address} is not of the form host:port`);
  if (own.some(({ url }) => url === `http://${address}`))
    throw new ConfigError(`--join=${address} is this member itself: name another one, or leave it out for the first`);
  return address;
}

function timesOf(read: FlagReader): Pick<ServerConfig, "heartbeatInterval" | "electionTimeout"> {
  const heartbeatInterval = read.whole("heartbeat-interval", 1);
  const least = heartbeatInterval * HEARTBEATS_PER_ELECTION;
  const electionTimeout = read.isGiven("election-timeout")
    ? read.whole("election-timeout", 1)
    : Math.max(read.whole("election-timeout", 1), least);
  if (electionTimeout > ELECTION_MS_MAX) {
    const which = read.isGiven("election-timeout")
      ? `--election-timeout=${electionTimeout}`
      : `--heartbeat-interval=${heartbeatInterval}`;
    throw new ConfigError(
      `${which} is too long: an election timeout is ${ELECTION_MS_MAX} at most, and at least three heartbeats`,
    );
  }
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

  whole(name: string, least: number, most = Infinity): number {
    const text = this.text(name);
    const value = /^\d+$/u.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const bounds = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new ConfigError(`--${name}=${text} has to be a whole number ${bounds}`);
  }

  duration(name: string): number {
    const text = this.text(name);
    const value = parseGoDuration(text);
    if (value !== undefined && value >= 0) return value;
    throw new ConfigError(`--${name}=${text} is no duration such as 300ms, 5s or 1h30m`);
  }

  /** Nothing, which is as good as no time, stands for the default. */
  durationOrDefault(name: string): number {
    return this.duration(name) || (parseGoDuration(this.#known.get(name)?.fallback ?? "") ?? 0);
  }

  choice(name: string, choices: readonly string[]): string {
    const text = this.text(name);
    if (choices.includes(text)) return text;
    throw new ConfigError(`--${name}=${text} has to be one of ${choices.join(", ")}`);
  }
}
