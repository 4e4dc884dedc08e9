import {
  BARE_HEADER,
  CampaignRequest,
  CampaignResponse,
  type CommandId,
  CommandKind,
  CompactionRequest,
  CompactionResponse,
  DeleteRangeRequest,
  DeleteRangeResponse,
  type EntryHeader,
  type ErrorName,
  type Id,
  type Init,
  KeyValue,
  LeaderRequest,
  LeaderResponse,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseGrantRequest,
  LeaseGrantResponse,
  LeaseKeepAliveRequest,
  LeaseKeepAliveResponse,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  LeaseRevokeResponse,
  LeaseTimeCommand,
  LeaseTimeToLiveRequest,
  LeaseTimeToLiveResponse,
  LockRequest,
  LockResponse,
  MemberAddCommand,
  MemberAddRequest,
  MemberAddResponse,
  MemberListRequest,
  MemberListResponse,
  MemberPromoteRequest,
  MemberPromoteResponse,
  MemberRemoveRequest,
  MemberRemoveResponse,
  MemberUpdateRequest,
  MemberUpdateResponse,
  PutRequest,
  PutResponse,
  RangeRequest,
  RangeResponse,
  ResignRequest,
  ResignResponse,
  SessionRegisterCommand,
  TxnRequest,
  TxnResponse,
  UnlockRequest,
  UnlockResponse,
  WatchCreateRequest,
  WatchResponse,
} from "@keyval/api";
import { bytesOf } from "./bytes-of.js";
import type {
  Call,
  CallKind,
  CallMessages,
  CallOutcome,
  CommittedCommand,
  KeyspaceRun,
  Reign,
  WatchRecord,
} from "./history.js";
import { userOf } from "./history.js";
import { type Replay, replayOf } from "./replay.js";

/** How a call goes, where it does not go as all do. Times are milliseconds. */
export interface How {
  readonly client?: number;
  readonly member?: string;
  readonly life?: number;
  readonly start?: number;
  readonly end?: number;
  /** When its command is applied. */
  readonly at?: number;
  /** How often it stands in the log. */
  readonly commits?: number;
  readonly command?: CommandId;
  readonly term?: number;
  /** What the client is told in place of an answer; nothing at all if that is undefined. */
  readonly instead?: ErrorName | undefined;
  /** Whether that says that nothing was done. */
  readonly certain?: boolean;
}

const CALL_MS = 10;

const REQUESTS = {
  put: PutRequest,
  nextPut: PutRequest,
  delete: DeleteRangeRequest,
  txn: TxnRequest,
  range: RangeRequest,
  compact: CompactionRequest,
  leaseGrant: LeaseGrantRequest,
  leaseRevoke: LeaseRevokeRequest,
  leaseKeepAlive: LeaseKeepAliveRequest,
  leaseTimeToLive: LeaseTimeToLiveRequest,
  lock: LockRequest,
  unlock: UnlockRequest,
  campaign: CampaignRequest,
  resign: ResignRequest,
  leader: LeaderRequest,
  memberList: MemberListRequest,
  memberAdd: MemberAddRequest,
  memberUpdate: MemberUpdateRequest,
  memberPromote: MemberPromoteRequest,
  memberRemove: MemberRemoveRequest,
};

const REPLIES = {
  put: PutResponse,
  nextPut: PutResponse,
  delete: DeleteRangeResponse,
  txn: TxnResponse,
  range: RangeResponse,
  compact: CompactionResponse,
  leaseGrant: LeaseGrantResponse,
  leaseRevoke: LeaseRevokeResponse,
  leaseKeepAlive: LeaseKeepAliveResponse,
  leaseTimeToLive: LeaseTimeToLiveResponse,
  lock: LockResponse,
  unlock: UnlockResponse,
  campaign: CampaignResponse,
  resign: ResignResponse,
  leader: LeaderResponse,
  memberList: MemberListResponse,
  memberAdd: MemberAddResponse,
  memberUpdate: MemberUpdateResponse,
  memberPromote: MemberPromoteResponse,
  memberRemove: MemberRemoveResponse,
};

/** A run as a test writes it down: call after call of ten milliseconds each, and one between them. */
export class RunBuilder {
  readonly #calls: Call[] = [];
  readonly #commands: CommittedCommand[] = [];
  readonly #watches: WatchRecord[] = [];
  readonly #reigns: Reign[] = [];
  /** In milliseconds: when the next call begins. */
  now = 0;
  /** Of the lease time, by which a grant is stamped. */
  leaseTime: () => number = () => this.now;

  put(key: string, value: string, revision: number, how: How = {}, rest: Init<PutRequest> = {}): void {
    const request = PutRequest.create({ key: bytesOf(key), value: bytesOf(value), ...rest });
    this.call("put", request, { header: { revision } }, how);
  }

  delete(key: string, deleted: number, revision: number, how: How = {}): void {
    this.call("delete", { key: bytesOf(key) }, { deleted, header: { revision } }, how);
  }

  range(key: string, kvs: readonly KeyValue[], revision: number, how: How = {}, rest: Init<RangeRequest> = {}): void {
    this.call("range", { key: bytesOf(key), ...rest }, { kvs, count: kvs.length, header: { revision } }, how);
  }

  compact(at: number, revision: number, how: How = {}): void {
    this.call("compact", { revision: at }, { header: { revision } }, how);
  }

  grant(ID: Id, TTL: number, revision = 1, how: How = {}): void {
    this.call("leaseGrant", { ID, TTL }, { ID, TTL, header: { revision } }, how);
  }

  revoke(ID: Id, revision: number, how: How = {}): void {
    this.call("leaseRevoke", { ID }, { header: { revision } }, how);
  }

  /** With the renewal that its leader proposes; `commits: 0` for none. */
  keepAlive(ID: Id, TTL: number, how: How = {}): void {
    const { start, end, at } = this.#timesOf(how);
    if ((how.commits ?? 1) > 0) {
      this.commit(CommandKind.leaseRenew, LeaseRenewCommand.encode({ IDs: [ID], time: at }), { ...how, at });
    }
    this.call("leaseKeepAlive", { ID }, { ID, TTL, header: { revision: 1 } }, { ...how, start, end, commits: 0 });
  }

  timeToLive(ID: Id, reply: Init<LeaseTimeToLiveResponse>, how: How = {}): void {
    const request = { ID, keys: reply.keys !== undefined };
    this.call("leaseTimeToLive", request, { ID, header: { revision: 1 }, ...reply }, { commits: 0, ...how });
  }

  expire(IDs: readonly Id[], at: number, how: How & { readonly time?: number } = {}): void {
    const { term = 1, time = at } = how;
    this.commit(CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs, time, term }), { ...how, at });
  }

  tellTime(time: number, how: How = {}): void {
    this.commit(CommandKind.leaseTime, LeaseTimeCommand.encode({ time }), { at: time, ...how });
  }

  register(client: number): void {
    const header = { user: userOf(client) };
    this.commit(CommandKind.sessionRegister, SessionRegisterCommand.encode({ time: this.leaseTime() }), {}, header);
  }

  /** As a member of the beginning adds itself. */
  addition(ID: Id, rest: Init<MemberAddCommand> = {}, how: How = {}): void {
    this.commit(CommandKind.memberAdd, MemberAddCommand.encode({ ID, ...rest }), how);
  }

  watch(
    request: Init<WatchCreateRequest>,
    responses: readonly Init<WatchResponse>[],
    rest: Partial<WatchRecord> = {},
  ): void {
    const start = this.now * 1000;
    this.#watches.push({
      client: 1,
      member: "m1",
      life: 1,
      request: WatchCreateRequest.create(request),
      start,
      notices: responses.map((response, i) => ({ time: start + 1000 * i, response: WatchResponse.create(response) })),
      end: undefined,
      ...rest,
    });
  }

  reign(term: number, start: number, end?: number, member = "m1"): void {
    this.#reigns.push({ member, term, start: start * 1000, end: end === undefined ? undefined : end * 1000 });
  }

  /** One call, and its command if it writes. */
  call<Kind extends CallKind>(
    kind: Kind,
    request: Init<CallMessages[Kind]["request"]>,
    reply: Init<CallMessages[Kind]["reply"]>,
    how: How = {},
  ): void {
    const { client = 1, member = "m1", life = 1, command, term = 1 } = how;
    const { start, end, at } = this.#timesOf(how);
    const number = this.nextNumber;
    const message = (REQUESTS[kind].create as (init: unknown) => unknown)(request);
    const header = { raftTerm: term, ...(reply as { header?: object }).header };
    const outcome = outcomeOf((REPLIES[kind].create as (init: unknown) => unknown)({ ...reply, header }), how);
    this.#calls.push({
      ...{ kind, client, member, life, number, command, request: message, start: start * 1000 },
      ...{ end: outcome.kind === "unknown" ? undefined : end * 1000, outcome },
    } as Call);
    const entry = this.#entryOf(kind, message);
    for (let i = 0; entry !== undefined && i < (how.commits ?? 1); i++) {
      this.commit(entry.kind, entry.body, { ...how, at }, { user: userOf(client), authRevision: number, command });
    }
    this.now = Math.max(this.now, end + 1);
  }

  commit(
    kind: CommandKind,
    body: Uint8Array,
    { at = this.now, term = 1 }: How,
    header: Partial<EntryHeader> = {},
  ): void {
    const index = this.#commands.length + 1;
    this.#commands.push({ index, term, time: at * 1000, header: { ...BARE_HEADER, ...header, kind }, body });
  }

  run(rest: Partial<KeyspaceRun> = {}): KeyspaceRun {
    return {
      calls: this.#calls,
      watches: this.#watches,
      commands: this.#commands,
      reigns: this.#reigns,
      nextRevision: (revision) => revision + 1,
      driftPpmMost: 0,
      calmSince: this.now * 1000,
      end: this.now * 1000,
      ...rest,
    };
  }

  replay(rest: Partial<KeyspaceRun> = {}): Replay {
    return replayOf(this.run(rest));
  }

  /** What the log will know the next call by. */
  get nextNumber(): number {
    return this.#calls.length + 1;
  }

  #timesOf({ start = this.now, end = start + CALL_MS, at = (start + end) / 2 }: How): {
    readonly start: number;
    readonly end: number;
    readonly at: number;
  } {
    return { start, end, at };
  }

  #entryOf(kind: CallKind, request: unknown): { readonly kind: CommandKind; readonly body: Uint8Array } | undefined {
    switch (kind) {
      case "put":
        return { kind: CommandKind.put, body: PutRequest.encode(request as PutRequest) };
      case "delete":
        return { kind: CommandKind.deleteRange, body: DeleteRangeRequest.encode(request as DeleteRangeRequest) };
      case "txn":
        return { kind: CommandKind.txn, body: TxnRequest.encode(request as TxnRequest) };
      case "compact":
        return { kind: CommandKind.compact, body: CompactionRequest.encode(request as CompactionRequest) };
      case "leaseGrant": {
        const command = { ...(request as LeaseGrantRequest), time: this.leaseTime() };
        return { kind: CommandKind.leaseGrant, body: LeaseGrantCommand.encode(command) };
      }
      case "leaseRevoke":
        return { kind: CommandKind.leaseRevoke, body: LeaseRevokeRequest.encode(request as LeaseRevokeRequest) };
      case "memberUpdate":
        return { kind: CommandKind.memberUpdate, body: MemberUpdateRequest.encode(request as MemberUpdateRequest) };
      case "memberPromote":
        return { kind: CommandKind.memberPromote, body: MemberPromoteRequest.encode(request as MemberPromoteRequest) };
      case "memberRemove":
        return { kind: CommandKind.memberRemove, body: MemberRemoveRequest.encode(request as MemberRemoveRequest) };
      default:
        return undefined;
    }
  }
}

/** A version of a key as clients see it. */
export function kv(key: string, value: string, create: number, mod: number, version: number, lease: Id = 0): KeyValue {
  const numbers = { createRevision: create, modRevision: mod, version, lease };
  return KeyValue.create({ key: bytesOf(key), value: bytesOf(value), ...numbers });
}

function outcomeOf(reply: unknown, how: How): CallOutcome<unknown> {
  if (!("instead" in how)) return { kind: "reply", reply };
  if (how.instead === undefined) return { kind: "unknown" };
  return { kind: "refused", error: how.instead, certainlyNotApplied: how.certain ?? true };
}
