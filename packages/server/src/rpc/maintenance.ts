import { AlarmAction, AlarmType, CommandKind, DowngradeAction, SnapshotResponse, statusOf } from "@keyval/api";
import type {
  AlarmRequest,
  AlarmResponse,
  DefragmentResponse,
  DowngradeRequest,
  DowngradeResponse,
  HashKVRequest,
  HashKVResponse,
  HashResponse,
  MoveLeaderRequest,
  MoveLeaderResponse,
  StatusResponse,
} from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Clock, Group, KeyspaceStore } from "../node/index.js";
import { confirmed } from "./confirmed.js";
import { idOfHex } from "./hex-id.js";
import { moveLeader } from "./move-leader.js";
import type { StreamSink } from "./call.js";
import type { Caller, Reply } from "./reply.js";
import type { Served } from "./served.js";
import { SnapshotSession, type SnapshotOptions } from "./snapshot.js";
import { submit } from "./submit.js";

export interface MaintenanceOptions extends Pick<SnapshotOptions, "takeBackup" | "createDigest"> {
  readonly served: Served;
  readonly group: Group;
  readonly store: () => KeyspaceStore;
  readonly clock: Pick<Clock, "now" | "after">;
  /** After so long a request is given up. */
  readonly timeoutMs: number;
  /** Of etcd and of its storage, as its tools expect them. */
  readonly version: string;
  readonly storageVersion: string;
}

const ALARM_NAMES: Readonly<Record<number, string>> = {
  [AlarmType.NOSPACE]: "NOSPACE",
  [AlarmType.CORRUPT]: "CORRUPT",
};

/** The service Maintenance, as far as it stands. */
export class MaintenanceHandlers {
  readonly #options: MaintenanceOptions;

  constructor(options: MaintenanceOptions) {
    this.#options = options;
  }

  status(reply: Reply<StatusResponse>): void {
    const { served, group, store, version, storageVersion } = this.#options;
    const { status } = group;
    const leader = group.memberOf(group.leader);
    const { liveBytes, totalBytes } = store().space;
    reply({
      header: served.header(),
      version,
      // Of an empty store it is not nothing either: tools take 0 for a field that is missing.
      dbSize: Math.max(totalBytes, 1),
      dbSizeInUse: Math.max(liveBytes, 1),
      leader: leader === undefined ? 0 : idOfHex(leader),
      raftIndex: status.committed,
      raftTerm: status.term,
      raftAppliedIndex: store().applied,
      errors: [...(leader === undefined ? [statusOf("noLeader").message] : []), ...this.#alarmTexts()],
      isLearner: served.isLearner(),
      storageVersion,
      dbSizeQuota: served.quotaBytes,
      downgradeInfo: served.machine().tables.versions.downgrade,
    });
  }

  #alarmTexts(): string[] {
    const { alarms } = this.#options.served.machine().tables;
    return alarms.get(AlarmType.NONE).map(({ memberID, alarm }) => `memberID:${memberID} alarm:${ALARM_NAMES[alarm]} `);
  }

  hash(reply: Reply<HashResponse>): void {
    this.hashKv({ revision: 0 }, (answer) => {
      reply(answer instanceof Refusal ? answer : { header: answer.header, hash: answer.hash });
    });
  }

  hashKv({ revision }: HashKVRequest, reply: Reply<HashKVResponse>): void {
    const { served } = this.#options;
    const headed: Reply<HashKVResponse> = (answer) => {
      reply(answer instanceof Refusal ? answer : { ...answer, header: served.header() });
    };
    const now = served.machine().queries.hash(revision, headed);
    if (now !== undefined) headed(now);
  }

  /** Everybody may ask; what changes an alarm goes through the log. */
  alarm(request: AlarmRequest, body: Uint8Array, caller: Caller, reply: Reply<AlarmResponse>): void {
    const { served } = this.#options;
    if (request.action !== AlarmAction.GET) {
      submit(served, CommandKind.alarm, body, caller, reply);
      return;
    }
    confirmed(served, reply, () => {
      reply({ header: served.header(), alarms: served.machine().tables.alarms.get(request.alarm) });
    });
  }

  /** A backup of what this member has applied. */
  snapshot(sink: StreamSink): SnapshotSession {
    const { takeBackup, createDigest, storageVersion: version } = this.#options;
    const encode = (blob: Uint8Array, remainingBytes: number): Uint8Array =>
      SnapshotResponse.encode({ blob, remainingBytes, version });
    return new SnapshotSession({ takeBackup, createDigest, encode }, sink);
  }

  moveLeader({ targetID }: MoveLeaderRequest, reply: Reply<MoveLeaderResponse>): void {
    moveLeader(this.#options, targetID, reply);
  }

  /** Everybody may ask whether it could begin; what begins or ends it goes through the log. */
  downgrade(request: DowngradeRequest, body: Uint8Array, caller: Caller, reply: Reply<DowngradeResponse>): void {
    const { served } = this.#options;
    if (request.action !== DowngradeAction.VALIDATE) {
      submit(served, CommandKind.downgrade, body, caller, reply);
      return;
    }
    confirmed(served, reply, () => {
      const outcome = served.machine().tables.versions.validate(request.version);
      reply("error" in outcome ? new Refusal(outcome.error) : { header: served.header(), version: outcome.version });
    });
  }

  /** Space is given back all the time; this answers once there is nothing more to gain. */
  defragment(reply: Reply<DefragmentResponse>): void {
    this.#options.store().reclaim(({ error }) => {
      reply(error === undefined ? { header: undefined } : new Refusal("corrupt"));
    });
  }
}
