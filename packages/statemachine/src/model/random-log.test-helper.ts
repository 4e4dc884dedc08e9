import {
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRevokeRequest,
  PutRequest,
  TxnRequest,
} from "@keyval/api";
import { Dice } from "./dice.test-helper.js";
import { LEASES, RandomRequests } from "./random-request.test-helper.js";

export type Command = readonly [kind: CommandKind, body: Uint8Array];

export const COMMANDS = 150;

export function randomLog(seed: number): Command[] {
  const dice = new Dice(seed);
  const requests = new RandomRequests(dice);
  return Array.from({ length: COMMANDS }, (_, i): Command => {
    const around = { revision: 1 + Math.floor(i / 2), compactRevision: Math.floor(i / 4) };
    const kind = dice.below(20);
    if (kind < 8) return [CommandKind.put, PutRequest.encode(requests.put())];
    if (kind < 10) return [CommandKind.deleteRange, DeleteRangeRequest.encode(requests.deleteRange())];
    if (kind < 15) return [CommandKind.txn, TxnRequest.encode(requests.txn(around))];
    if (kind < 17) return [CommandKind.compact, CompactionRequest.encode({ revision: requests.revision(around) })];
    const ID = dice.pick(LEASES);
    if (kind < 18) return [CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID, TTL: 10, time: i * 150 })];
    if (kind < 19) return [CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs: [ID], time: i * 150, term: 3 })];
    return [CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID })];
  });
}
