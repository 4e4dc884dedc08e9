import { AlarmAction, AlarmRequest, AlarmType, bareHeader, CommandKind, CompactionRequest } from "@keyval/api";
import type { HexId } from "@keyval/api/founding";
import { createConfig, neverRan, type ReplicaId } from "@keyval/raft";
import { completed } from "@keyval/storage/disk-node";
import type { ServerConfig } from "../config/server-config.js";
import { every, Introductions, Node } from "../node/index.js";
import type {
  EngineMachine,
  Forwarder,
  Group,
  KeyspaceStore,
  LeaseDesk,
  Peers,
  Submissions,
  QuarantineOptions,
} from "../node/index.js";
import { MeteredMachine } from "../metrics/metered-machine.js";
import type { ServerMetrics } from "../metrics/server-metrics.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { CommandLogOptions } from "../rpc/command-log.js";
import { MemberWork } from "../rpc/member-work.js";
import { AutoCompactor } from "./auto-compactor.js";
import type { Place } from "./find-place.js";
import type { Logger } from "./logger.js";
import { GROUP, openMachine } from "./open-machine.js";
import { randomWord, type Storage } from "./open-storage.js";
import type { RealClock } from "./real-clock.js";

/** A client waits for its request this long, and twice the election timeout more, as with etcd. */
const REQUEST_TIMEOUT_MS = 5_000;

export interface MemberOptions {
  readonly config: ServerConfig;
  readonly storage: Storage;
  readonly place: Pick<Place, "replica" | "configuration">;
  readonly clock: RealClock;
  readonly peers: Peers;
  readonly forwarder: Forwarder;
  readonly metrics: ServerMetrics;
  /** Hears of a state that is not the majority's. */
  readonly audit: Omit<QuarantineOptions, "split">;
  readonly log: Logger;
  /** The process can not go on. */
  readonly failed: (reason: Error) => void;
  /** It was removed from the cluster, and has nothing more to do. */
  readonly removed: () => void;
}

/** One member's part in the cluster: its replica, its copy of the keys, and its clients' commands on their way. */
export interface Member {
  readonly id: HexId;
  readonly node: Node;
  readonly group: Group;
  readonly readLog: CommandLogOptions["readLog"];
  readonly store: () => KeyspaceStore;
  /** The last durable snapshot of it. */
  readonly source: EngineMachine<KeyspaceStore>["source"];
  readonly work: MemberWork;
  readonly submissions: Submissions;
  readonly desk: LeaseDesk;
  readonly introductions: Introductions;
  /** Whoever is in here is called when a snapshot has taken the place of the store. */
  readonly watching: Set<() => void>;
  stop(): Promise<void>;
}

/** What is there once it was made. */
interface Parts {
  work?: MemberWork;
  machine?: EngineMachine<KeyspaceStore>;
}

export async function startMember(options: MemberOptions): Promise<Member> {
  const { config, storage, place, clock, peers, metrics } = options;
  const { identity, recovered } = storage;
  const found = recovered.groups.find(({ group }) => group === GROUP);
  const begun = found ?? neverRan(place.configuration);
  // Nothing is applied before the group is there, and the work with it.
  const parts: Parts = {};
  const watching = new Set<() => void>();
  const machine = await openMachine({
    storage,
    endOfTurn: (run) => {
      clock.endOfTurn(run);
    },
    replaced: () => {
      // Some of them watch again at once.
      for (const tell of [...watching]) tell();
    },
    logSnapshot: begun.snapshot,
    counts: options.metrics.counts,
    later: (run) => {
      setImmediate(() => {
        metrics.machine.slice(run, parts.machine?.store.machine.tables.keyspace.compaction.isComplete === false);
      });
    },
    appliedElsewhere: (origin, applied) => parts.work?.submissions.applied(origin, applied),
  });
  parts.machine = machine;
  if (machine.applied > begun.log.last) {
    throw new Error("the log ends before the state of the store: restore the data directory from a backup");
  }
  const node = new Node({ clock, peers, log: recovered.log, failed: ended(options, parts) });
  const restored = { ...begun, applied: machine.applied, tailCut: recovered.tailCut };
  const metered = meter(options, machine);
  const random = { below: (limit: number) => randomWord() % limit };
  const group = node.addGroup(
    {
      ...{ id: GROUP, config: raftConfig(config, place.replica), restored, random },
      snapshotEvery: config.snapshotEvery,
      machine: metered,
      audit: { ...options.audit, split: (index) => raiseCorrupt(options, index, parts) },
    },
    found === undefined,
  );
  const work = createWork(options, group, machine);
  parts.work = work;
  const { submissions, desk, keeper } = work;
  const introductions = new Introductions(
    identity,
    storage.pins,
    (other) => keeper.incarnationOf(other),
    (run) => {
      node.defer(run);
    },
    (other) => keeper.outsider(other),
  );
  const compactor = createCompactor(options, group, machine, submissions);
  const compacting = every(clock, compactor.intervalMs, () => {
    compactor.tend();
  });
  work.start();
  report(options, { group, machine, submissions });
  const stop = async (): Promise<void> => {
    compacting.cancel();
    work.stop();
    node.stop();
    await completed((done) => {
      machine.close(done);
    });
  };
  return {
    id: identity.member,
    node,
    group,
    readLog: (range, done) => recovered.log.read({ group: GROUP, ...range }, done),
    store: () => machine.store,
    source: (done) => machine.source(done),
    ...{ work, submissions, desk },
    introductions,
    watching,
    stop,
  };
}

/** Whoever was removed leaves, even if its log goes on with what it is too old for. */
function ended({ failed, removed }: MemberOptions, parts: Parts): (reason: Error) => void {
  return (reason) => {
    if (parts.work?.keeper.leavesOver(reason) === true) removed();
    else failed(reason);
  };
}

/** Nobody can tell which state is right: writes stop until somebody has looked. */
function raiseCorrupt({ storage, log }: MemberOptions, index: number, { work, machine }: Parts): void {
  const { alarms } = machine?.store.machine.tables ?? {};
  // They differ at every later index as well.
  if (alarms === undefined || alarms.get(AlarmType.CORRUPT).length > 0) return;
  log.error("members have different states, and none has a majority: writes stop", { index });
  const alarm = { action: AlarmAction.ACTIVATE, memberID: idOfHex(storage.identity.member), alarm: AlarmType.CORRUPT };
  work?.submissions.submit(bareHeader(CommandKind.alarm), AlarmRequest.encode(alarm), () => undefined);
}

function meter({ metrics, log }: MemberOptions, machine: EngineMachine<KeyspaceStore>): MeteredMachine {
  const compacted = (revision: number, tookSeconds: number): void => {
    log.info("finished scheduled compaction", { "compact-revision": revision, took: `${tookSeconds}s` });
  };
  return new MeteredMachine({ machine, commands: metrics.commands, metrics: metrics.machine, compacted });
}

function report(
  { config, storage, metrics }: MemberOptions,
  {
    group,
    machine,
    submissions,
  }: Pick<Member, "group" | "submissions"> & { readonly machine: EngineMachine<KeyspaceStore> },
): void {
  const { member: id } = storage.identity;
  metrics.addMember({
    ...{ id, group, submissions, quotaBytes: config.quotaBytes },
    store: () => machine.store,
    isInstalling: () => machine.isInstalling,
    clusterVersion: () => machine.store.machine.tables.versions.clusterVersion,
  });
}

function createWork(
  { config, storage, clock, forwarder, failed, metrics }: MemberOptions,
  group: Group,
  machine: EngineMachine<KeyspaceStore>,
): MemberWork {
  const { electionTimeout, quotaBytes, progressNotifyInterval: progressNotifyMs } = config;
  return new MemberWork({
    ...{ group, machine, clock, forwarder, failed, quotaBytes, progressNotifyMs },
    member: idOfHex(storage.identity.member),
    run: randomWord() * 2 ** 16 + (randomWord() % 2 ** 16),
    timeoutMs: REQUEST_TIMEOUT_MS + 2 * electionTimeout,
    later: setImmediate,
    meter: metrics.commands,
  });
}

function createCompactor(
  { config, clock }: MemberOptions,
  group: Group,
  machine: EngineMachine<KeyspaceStore>,
  submissions: Submissions,
): AutoCompactor {
  return new AutoCompactor({
    compaction: config.compaction,
    isLeader: () => group.isLeader,
    now: () => clock.now(),
    revision: () => machine.store.revision,
    compact: (revision) => {
      const body = CompactionRequest.encode({ revision });
      submissions.submit(bareHeader(CommandKind.compact), body, () => undefined);
    },
  });
}

function raftConfig(config: ServerConfig, id: ReplicaId): ReturnType<typeof createConfig> {
  const { electionTimeout, heartbeatInterval, preVote, keptEntries } = config;
  return createConfig({ id, electionTimeout, heartbeatInterval, preVote, keptEntries });
}
