import type { Id, ResponseHeader } from "@keyval/api";
import type { StateMachine } from "@keyval/statemachine";
import type { Group, KeyspaceStore } from "../node/index.js";
import { ClusterHandlers, type ClusterOptions } from "./cluster.js";
import { CommandLogHandlers, type CommandLogOptions } from "./command-log.js";
import { ElectionHandlers } from "./election.js";
import { hexOfId } from "./hex-id.js";
import type { WatchSource } from "./key-watch.js";
import { KvHandlers } from "./kv.js";
import { LeaseHandlers, type LeaseOptions } from "./lease.js";
import { LockHandlers } from "./lock.js";
import { MaintenanceHandlers, type MaintenanceOptions } from "./maintenance.js";
import type { MemberWork } from "./member-work.js";
import type { Served } from "./served.js";
import { SessionHandlers } from "./sessions.js";
import { SnapshotHandlers, type SnapshotSinceOptions } from "./snapshot-since.js";

/** A member that leads says at once how far a learner is. */
const PROGRESS_TIMEOUT_MS = 5_000;

export interface HandlersOptions
  extends
    Pick<LeaseOptions, "freshId">,
    Pick<ClusterOptions, "isStrict" | "freshMemberId">,
    Pick<MaintenanceOptions, "version" | "storageVersion" | "takeBackup" | "createDigest">,
    Pick<CommandLogOptions, "readLog">,
    Pick<SnapshotSinceOptions, "takeIncrement">,
    Pick<WatchSource, "watching">,
    Pick<Served, "requestBytesMax" | "operationsMax" | "quotaBytes"> {
  readonly cluster: Id;
  readonly member: Id;
  readonly group: Group;
  readonly store: () => KeyspaceStore;
  readonly work: Pick<MemberWork, "submissions" | "desk" | "renewals" | "quota" | "keeper" | "clock" | "timeoutMs">;
  /** For how long another member has been connected without a break. */
  readonly connectedMs: (member: string) => number | undefined;
  /** Asks another member, which is thought to lead, whether a learner is in sync with it. */
  readonly isInSyncAt: (
    member: string,
    learner: Id,
    milliseconds: number,
    done: (isInSync: boolean | undefined) => void,
  ) => void;
  /** Calls back in a later turn. */
  readonly later: (run: () => void) => void;
}

/** Whoever answers what clients ask of a member. */
export interface Handlers {
  readonly served: Served;
  readonly watches: WatchSource;
  readonly kv: KvHandlers;
  readonly lease: LeaseHandlers;
  readonly sessions: SessionHandlers;
  readonly lock: LockHandlers;
  readonly election: ElectionHandlers;
  readonly cluster: ClusterHandlers;
  readonly maintenance: MaintenanceHandlers;
  readonly commandLog: CommandLogHandlers;
  readonly snapshot: SnapshotHandlers;
}

export function createHandlers(options: HandlersOptions): Handlers {
  const { group, store, work, watching, freshId, version, storageVersion, takeBackup, createDigest } = options;
  const served = servedBy(options);
  const { clock, timeoutMs } = work;
  const watches = { hub: () => store().hub, watching };
  const kv = new KvHandlers(served);
  const { later } = options;
  const lease = new LeaseHandlers({ served, desk: work.desk, renewals: work.renewals, freshId, later });
  const services = { kv, lease, watches, header: served.header };
  return {
    ...{ served, watches, kv, lease },
    sessions: new SessionHandlers(served),
    lock: new LockHandlers(services),
    election: new ElectionHandlers(services),
    cluster: new ClusterHandlers(clusterOptions(options, served)),
    maintenance: new MaintenanceHandlers({
      ...{ served, group, store, clock, timeoutMs, version, storageVersion, takeBackup, createDigest },
    }),
    commandLog: new CommandLogHandlers({ group, clock, readLog: options.readLog, applied: () => store().applied }),
    snapshot: new SnapshotHandlers(options),
  };
}

function servedBy(options: HandlersOptions): Served {
  const { cluster, member, group, store, work, requestBytesMax, operationsMax, quotaBytes } = options;
  const header = (revision = store().revision): ResponseHeader => ({
    clusterId: cluster,
    memberId: member,
    revision,
    raftTerm: group.term,
  });
  const { submissions, quota } = work;
  const machine = (): StateMachine => store().machine;
  const isLearner = (): boolean => machine().tables.members.get(member)?.isLearner ?? false;
  return { submissions, machine, requestBytesMax, operationsMax, quotaBytes, quota, isLearner, header };
}

function clusterOptions(options: HandlersOptions, served: Served): ClusterOptions {
  const { member: own, group, work, isStrict, freshMemberId, connectedMs, isInSyncAt } = options;
  return {
    ...{ served, isStrict, freshMemberId },
    connections: { own, connectedMs: (id) => connectedMs(hexOfId(id)) },
    isInSync: (learner, done) => {
      const here = work.keeper.isInSync(learner);
      const leader = group.memberOf(group.leader);
      if (here !== undefined || leader === undefined) done(here);
      else isInSyncAt(leader, learner, PROGRESS_TIMEOUT_MS, done);
    },
  };
}
