import type { KeyValue, ResponseOp, RangeResponse } from "@keyval/api";
import type { KeyEvent } from "../keyspace/key-event.js";
import { Refusal } from "../refusal.js";
import type { Result } from "../result.js";
import { type ModelAnswer, type ModelEvent, type ModelVersion, textOf } from "./model.test-helper.js";

const versionOf = (kv: KeyValue): ModelVersion => ({
  key: textOf(kv.key),
  value: textOf(kv.value),
  create: kv.createRevision,
  mod: kv.modRevision,
  version: kv.version,
  lease: kv.lease,
});

/** A result in the words of the model. */
export function normalized(result: Result | RangeResponse): ModelAnswer {
  if (result instanceof Refusal) return result.error;
  if ("kvs" in result) return { kvs: result.kvs.map(versionOf), more: result.more, count: result.count };
  if ("deleted" in result) return { deleted: result.deleted, prevKvs: result.prevKvs.map(versionOf) };
  if ("prevKv" in result) return { prevKv: result.prevKv && versionOf(result.prevKv) };
  if ("responses" in result) return { succeeded: result.succeeded, responses: result.responses.map(operation) };
  if ("ID" in result) return { ID: result.ID };
  return {};
}

function operation({ responseRange, responsePut, responseDeleteRange, responseTxn }: ResponseOp): object {
  const response = responseRange ?? responsePut ?? responseDeleteRange ?? responseTxn;
  if (response === undefined) return {};
  return { ...(normalized(response) as object), revision: response.header?.revision };
}

export function normalizedEvent(event: KeyEvent): ModelEvent {
  const { isDelete, create, mod, version, lease, sub, hasPrevious } = event;
  const [key, value] = [textOf(event.key), textOf(event.value ?? new Uint8Array(0))];
  return { key, value, create, mod, version, lease, isDelete, sub, hasPrevious };
}
