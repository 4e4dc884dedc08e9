import {
  CampaignRequest,
  CampaignResponse,
  CompactionRequest,
  CompactionResponse,
  DeleteRangeRequest,
  DeleteRangeResponse,
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
  type CommandKind,
  type MessageCodec,
} from "@keyval/api";
import { type Caller, type Handlers, type Reply, submit } from "@keyval/server/rpc";
import { NEXT_KIND } from "@keyval/statemachine/model";
import type { CallKind, CallMessages } from "./history.js";

interface Context {
  readonly bytes: Uint8Array;
  readonly caller: Caller;
  /** `gone` is called if nobody waits for the answer any more. */
  readonly whenGone: (gone: () => void) => void;
}

/** One method of a service, as a door has it: the request's bytes are the caller's own again when the handler returns. */
interface Method<Request, Response> {
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
  /** It answers from the request later: the door gives it bytes of its own. */
  readonly keepsRequest: boolean;
  handle(handlers: Handlers, request: Request, context: Context, reply: Reply<Response>): void;
}

type Methods = {
  readonly [Kind in CallKind]: Method<CallMessages[Kind]["request"], CallMessages[Kind]["reply"]>;
};

/** What clients ask, by the handler that answers it. */
export const METHODS: Methods = {
  put: {
    ...{ request: PutRequest, response: PutResponse, keepsRequest: false },
    handle: ({ kv }, request, { bytes, caller }, reply) => {
      kv.put(request, bytes, caller, reply);
    },
  },
  nextPut: {
    ...{ request: PutRequest, response: PutResponse, keepsRequest: false },
    handle: ({ served }, _, { bytes, caller }, reply) => {
      submit(served, NEXT_KIND as CommandKind, bytes, caller, reply);
    },
  },
  delete: {
    ...{ request: DeleteRangeRequest, response: DeleteRangeResponse, keepsRequest: true },
    handle: ({ kv }, request, { bytes, caller }, reply) => {
      kv.deleteRange(request, bytes, caller, reply);
    },
  },
  txn: {
    ...{ request: TxnRequest, response: TxnResponse, keepsRequest: true },
    handle: ({ kv }, request, { bytes, caller }, reply) => {
      kv.txn(request, bytes, caller, reply);
    },
  },
  range: {
    ...{ request: RangeRequest, response: RangeResponse, keepsRequest: true },
    handle: ({ kv }, request, _, reply) => {
      kv.range(request, reply);
    },
  },
  compact: {
    ...{ request: CompactionRequest, response: CompactionResponse, keepsRequest: false },
    handle: ({ kv }, request, { bytes, caller }, reply) => {
      kv.compact(request, bytes, caller, reply);
    },
  },
  leaseGrant: {
    ...{ request: LeaseGrantRequest, response: LeaseGrantResponse, keepsRequest: false },
    handle: ({ lease }, request, { caller }, reply) => {
      lease.grant(request, caller, reply);
    },
  },
  leaseRevoke: {
    ...{ request: LeaseRevokeRequest, response: LeaseRevokeResponse, keepsRequest: false },
    handle: ({ lease }, request, { bytes, caller }, reply) => {
      lease.revoke(request, bytes, caller, reply);
    },
  },
  leaseKeepAlive: {
    ...{ request: LeaseKeepAliveRequest, response: LeaseKeepAliveResponse, keepsRequest: false },
    handle: ({ lease }, { ID }, _, reply) => {
      lease.keepAlive(ID, reply);
    },
  },
  leaseTimeToLive: {
    ...{ request: LeaseTimeToLiveRequest, response: LeaseTimeToLiveResponse, keepsRequest: false },
    handle: ({ lease }, request, _, reply) => {
      lease.timeToLive(request, reply);
    },
  },
  lock: {
    ...{ request: LockRequest, response: LockResponse, keepsRequest: true },
    handle: ({ lock }, request, { caller, whenGone }, reply) => {
      whenGone(lock.lock(request, caller, reply));
    },
  },
  unlock: {
    ...{ request: UnlockRequest, response: UnlockResponse, keepsRequest: false },
    handle: ({ lock }, request, { caller }, reply) => {
      lock.unlock(request, caller, reply);
    },
  },
  campaign: {
    ...{ request: CampaignRequest, response: CampaignResponse, keepsRequest: true },
    handle: ({ election }, request, { caller, whenGone }, reply) => {
      whenGone(election.campaign(request, caller, reply));
    },
  },
  resign: {
    ...{ request: ResignRequest, response: ResignResponse, keepsRequest: true },
    handle: ({ election }, request, { caller }, reply) => {
      election.resign(request, caller, reply);
    },
  },
  leader: {
    ...{ request: LeaderRequest, response: LeaderResponse, keepsRequest: true },
    handle: ({ election }, request, _, reply) => {
      election.leader(request, reply);
    },
  },
  memberList: {
    ...{ request: MemberListRequest, response: MemberListResponse, keepsRequest: false },
    handle: ({ cluster }, request, _, reply) => {
      cluster.memberList(request, reply);
    },
  },
  memberAdd: {
    ...{ request: MemberAddRequest, response: MemberAddResponse, keepsRequest: false },
    handle: ({ cluster }, request, { caller }, reply) => {
      cluster.memberAdd(request, caller, reply);
    },
  },
  memberUpdate: {
    ...{ request: MemberUpdateRequest, response: MemberUpdateResponse, keepsRequest: false },
    handle: ({ cluster }, request, { caller }, reply) => {
      cluster.memberUpdate(request, caller, reply);
    },
  },
  memberPromote: {
    ...{ request: MemberPromoteRequest, response: MemberPromoteResponse, keepsRequest: true },
    handle: ({ cluster }, request, { bytes, caller }, reply) => {
      cluster.memberPromote(request, bytes, caller, reply);
    },
  },
  memberRemove: {
    ...{ request: MemberRemoveRequest, response: MemberRemoveResponse, keepsRequest: false },
    handle: ({ cluster }, request, { caller }, reply) => {
      cluster.memberRemove(request, caller, reply);
    },
  },
};
