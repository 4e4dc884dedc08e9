import { CommandKind, DecodeError, DeleteRangeRequest, LeaseExpireCommand, LeaseRevokeRequest } from "@keyval/api";
import { keyRangeOf } from "../range/key-range.js";
import type { Tables } from "../tables.js";

type Count = (tables: Tables, body: Uint8Array) => number;

/** A transaction is not looked into: for most of them that would take as long as to apply them. */
const counts: Readonly<Partial<Record<number, Count>>> = {
  [CommandKind.deleteRange]: ({ keyspace }, body) => {
    const { key, rangeEnd } = DeleteRangeRequest.decode(body);
    const { first, end } = keyRangeOf(key, rangeEnd);
    return keyspace.index.count(first, end, keyspace.revision);
  },
  [CommandKind.leaseRevoke]: ({ leases }, body) => leases.keyCountOf(LeaseRevokeRequest.decode(body).ID),
  [CommandKind.leaseExpire]: ({ leases }, body) =>
    LeaseExpireCommand.decode(body).IDs.reduce<number>((sum, id) => sum + leases.keyCountOf(id), 0),
};

/** Whether a command of this kind may end many keys. */
export function mayEndMany(kind: number): boolean {
  return counts[kind] !== undefined;
}

/** How many keys the command would end if it was applied now, and was not refused. */
export function keysEndedBy(tables: Tables, kind: number, body: Uint8Array): number {
  try {
    return counts[kind]?.(tables, body) ?? 0;
  } catch (error) {
    if (error instanceof DecodeError) return 0;
    throw error;
  }
}
