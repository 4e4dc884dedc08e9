import type {
  CompactionResponse,
  DeleteRangeResponse,
  KeyValue,
  LeaseGrantResponse,
  LeaseRevokeResponse,
  MemberListResponse,
  PutResponse,
  RangeResponse,
  ResponseOp,
  TxnResponse,
} from "@keyval/api";
import { type ModelVersion, textOf } from "./model-keys.js";

/** What clients of the key space are told, and who changes members. */
export type KeyspaceResponse =
  | CompactionResponse
  | DeleteRangeResponse
  | LeaseGrantResponse
  | LeaseRevokeResponse
  | Pick<MemberListResponse, "header" | "members">
  | PutResponse
  | RangeResponse
  | TxnResponse;

export function normalizedVersion(kv: KeyValue): ModelVersion {
  return {
    key: textOf(kv.key),
    value: textOf(kv.value),
    create: kv.createRevision,
    mod: kv.modRevision,
    version: kv.version,
    lease: kv.lease,
  };
}

/** A response in the words of the model, without its header. */
export function normalizedResponse(response: KeyspaceResponse): object {
  if ("kvs" in response)
    return { kvs: response.kvs.map(normalizedVersion), more: response.more, count: response.count };
  if ("deleted" in response) return { deleted: response.deleted, prevKvs: response.prevKvs.map(normalizedVersion) };
  if ("prevKv" in response) return { prevKv: response.prevKv && normalizedVersion(response.prevKv) };
  if ("responses" in response)
    return { succeeded: response.succeeded, responses: response.responses.map(normalizedOperation) };
  if ("members" in response) {
    const told = response.members.map(({ ID, name, peerURLs, clientURLs, isLearner }) => ({
      ...{ ID, name, peerURLs, clientURLs, isLearner },
    }));
    return { members: told };
  }
  if ("ID" in response) return { ID: response.ID, TTL: response.TTL };
  return {};
}

function normalizedOperation({ responseRange, responsePut, responseDeleteRange, responseTxn }: ResponseOp): object {
  const response = responseRange ?? responsePut ?? responseDeleteRange ?? responseTxn;
  if (response === undefined) return {};
  return { ...normalizedResponse(response), revision: response.header?.revision };
}
