import type { DeleteRangeRequest, DeleteRangeResponse } from "@keyval/api";
import type { Keyspace } from "../keyspace/keyspace.js";
import type { VersionId } from "../key-index/version-pool.js";
import { keyRangeOf } from "../range/key-range.js";
import { keyValueOf } from "../range/key-value.js";

const NOTHING: DeleteRangeResponse = { header: undefined, deleted: 0, prevKvs: [] };

/** Between `begin` and `end` of the keyspace, with a request that was checked. */
export function deleteRange(keyspace: Keyspace, request: DeleteRangeRequest): DeleteRangeResponse {
  const found = findLive(keyspace, request);
  if (found.length === 0) return NOTHING;
  const prevKvs = request.prevKv ? found.map((id) => keyValueOf(keyspace, id, keyspace.valueNow(id))) : [];
  for (const id of found) keyspace.remove(id);
  return { header: undefined, deleted: found.length, prevKvs };
}

function findLive(keyspace: Keyspace, { key, rangeEnd }: DeleteRangeRequest): readonly VersionId[] {
  if (rangeEnd.length === 0) {
    const id = keyspace.latest(key);
    return id === 0 ? [] : [id];
  }
  const { first, end } = keyRangeOf(key, rangeEnd);
  const cursor = keyspace.index.cursor(first, end, keyspace.readRevision);
  const found: VersionId[] = [];
  for (let id = cursor.next(); id !== 0; id = cursor.next()) found.push(id);
  return found;
}
