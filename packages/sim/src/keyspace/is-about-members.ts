import type { Call } from "./history.js";

const KINDS = ["memberList", "memberAdd", "memberUpdate", "memberPromote", "memberRemove"] as const;

/** Whether a call is one of the service Cluster, whose answers say nothing of revisions. */
export function isAboutMembers(call: Call): call is Extract<Call, { kind: (typeof KINDS)[number] }> {
  return KINDS.some((kind) => kind === call.kind);
}
