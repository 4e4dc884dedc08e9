import { CommandKind } from "@keyval/api";

/** Kinds of commands as etcd's metrics call them; ours have names of their own. */
const ETCD_NAMES: ReadonlyMap<number, string> = new Map([
  [CommandKind.put, "Put"],
  [CommandKind.deleteRange, "DeleteRange"],
  [CommandKind.txn, "Txn"],
  [CommandKind.compact, "Compaction"],
  [CommandKind.leaseGrant, "LeaseGrant"],
  [CommandKind.leaseRevoke, "LeaseRevoke"],
  [CommandKind.alarm, "Alarm"],
  [CommandKind.memberAnnounce, "ClusterMemberAttrSet"],
  [CommandKind.clusterVersion, "ClusterVersionSet"],
  [CommandKind.downgrade, "DowngradeInfoSet"],
]);

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(CommandKind).map(([name, kind]) => [kind, `${name.charAt(0).toUpperCase()}${name.slice(1)}`]),
);

export function commandName(kind: number): string {
  return ETCD_NAMES.get(kind) ?? NAMES.get(kind) ?? "Unknown";
}
