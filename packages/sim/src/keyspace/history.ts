import type {
  CampaignRequest,
  CampaignResponse,
  CompactionRequest,
  CompactionResponse,
  DeleteRangeRequest,
  DeleteRangeResponse,
  EntryHeader,
  ErrorName,
  LeaderRequest,
  LeaderResponse,
  LeaseGrantRequest,
  LeaseGrantResponse,
  LeaseKeepAliveRequest,
  LeaseKeepAliveResponse,
  LeaseRevokeRequest,
  LeaseRevokeResponse,
  LeaseTimeToLiveRequest,
  LeaseTimeToLiveResponse,
  LockRequest,
  LockResponse,
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
  TxnRequest,
  TxnResponse,
  UnlockRequest,
  UnlockResponse,
  WatchCreateRequest,
  WatchResponse,
} from "@keyval/api";

/** What clients ask for, and what they get. */
export interface CallMessages {
  readonly put: { readonly request: PutRequest; readonly reply: PutResponse };
  /** By a command that only the next version of the program knows. */
  readonly nextPut: { readonly request: PutRequest; readonly reply: PutResponse };
  readonly delete: { readonly request: DeleteRangeRequest; readonly reply: DeleteRangeResponse };
  readonly txn: { readonly request: TxnRequest; readonly reply: TxnResponse };
  readonly range: { readonly request: RangeRequest; readonly reply: RangeResponse };
  readonly compact: { readonly request: CompactionRequest; readonly reply: CompactionResponse };
  readonly leaseGrant: { readonly request: LeaseGrantRequest; readonly reply: LeaseGrantResponse };
  readonly leaseRevoke: { readonly request: LeaseRevokeRequest; readonly reply: LeaseRevokeResponse };
  readonly leaseKeepAlive: { readonly request: LeaseKeepAliveRequest; readonly reply: LeaseKeepAliveResponse };
  readonly leaseTimeToLive: { readonly request: LeaseTimeToLiveRequest; readonly reply: LeaseTimeToLiveResponse };
  readonly lock: { readonly request: LockRequest; readonly reply: LockResponse };
  readonly unlock: { readonly request: UnlockRequest; readonly reply: UnlockResponse };
  readonly campaign: { readonly request: CampaignRequest; readonly reply: CampaignResponse };
  readonly resign: { readonly request: ResignRequest; readonly reply: ResignResponse };
  readonly leader: { readonly request: LeaderRequest; readonly reply: LeaderResponse };
  readonly memberList: { readonly request: MemberListRequest; readonly reply: MemberListResponse };
  readonly memberAdd: { readonly request: MemberAddRequest; readonly reply: MemberAddResponse };
  readonly memberUpdate: { readonly request: MemberUpdateRequest; readonly reply: MemberUpdateResponse };
  readonly memberPromote: { readonly request: MemberPromoteRequest; readonly reply: MemberPromoteResponse };
  readonly memberRemove: { readonly request: MemberRemoveRequest; readonly reply: MemberRemoveResponse };
}

export type CallKind = keyof CallMessages;

/** What a client knows of its call in the end. */
export type CallOutcome<Reply> =
  | { readonly kind: "reply"; readonly reply: Reply }
  /** With `certainlyNotApplied` it changed nothing and never will; it may stand in the log all the same, and be refused there. */
  | { readonly kind: "refused"; readonly error: ErrorName; readonly certainlyNotApplied: boolean }
  /** There was no answer, or none that says whether it was done. */
  | { readonly kind: "unknown" };

export interface CallOf<Kind extends CallKind> {
  readonly kind: Kind;
  readonly client: number;
  /** The member asked, in one of its lives: they are counted from 1 for each member. */
  readonly member: string;
  readonly life: number;
  /**
   * What its command is known by in the log: the header's user is `userOf(client)` and its authRevision this number, which each
   * call of a client has for itself (nobody looks at them while there are no users).
   */
  readonly number: number;
  /** Set for a command of a session; one that is sent again has the same numbers. */
  readonly command: EntryHeader["command"];
  readonly request: CallMessages[Kind]["request"];
  /** True time in microseconds; without an end there was no answer. */
  readonly start: number;
  readonly end: number | undefined;
  readonly outcome: CallOutcome<CallMessages[Kind]["reply"]>;
}

/** One request of a client. */
export type Call = { [Kind in CallKind]: CallOf<Kind> }[CallKind];

/** One watcher, from its request to the end of its stream. */
export interface WatchRecord {
  readonly client: number;
  readonly member: string;
  readonly life: number;
  readonly request: WatchCreateRequest;
  readonly start: number;
  /** As they reached the client. What was sent to all watchers of the stream is here, too. */
  readonly notices: readonly WatchNoticeRecord[];
  /** When the client knew that nothing more comes; undefined if the stream was there to the end of the run. */
  readonly end: number | undefined;
}

export interface WatchNoticeRecord {
  readonly time: number;
  readonly response: WatchResponse;
}

/** A command of the group's log, in the order of indexes. */
export interface CommittedCommand {
  readonly index: number;
  readonly term: number;
  /** When a member applied it, the first to do so. */
  readonly time: number;
  readonly header: EntryHeader;
  readonly body: Uint8Array;
}

/** A member led, as it saw it itself. */
export interface Reign {
  readonly member: string;
  readonly term: number;
  readonly start: number;
  /** Undefined if it still led in the end. */
  readonly end: number | undefined;
}

/** All that clients saw of a key space, and what its members did. */
export interface KeyspaceRun {
  /** In the order in which they ended. */
  readonly calls: readonly Call[];
  readonly watches: readonly WatchRecord[];
  readonly commands: readonly CommittedCommand[];
  readonly reigns: readonly Reign[];
  /** The revision that a command at this index takes if it changes a key, after that one. */
  readonly nextRevision: (revision: number, index: number) => number;
  /** How much faster than true time a member's clock may run, in parts per million. */
  readonly driftPpmMost: number;
  /** When the troubles ended; from then on everything must go well. */
  readonly calmSince: number;
  readonly end: number;
}

/** The user in the headers of a client's commands. */
export function userOf(client: number): string {
  return `c${client}`;
}
