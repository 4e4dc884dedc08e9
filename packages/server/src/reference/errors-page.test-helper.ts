import { errors, type ErrorName, watchRefusals } from "@keyval/api";
import { serverErrors } from "@keyval/client";
import { type Status, statusName } from "@keyval/grpc";
import { problemOf } from "../http/rest/problem.js";
import { httpStatusOf } from "../http/grpc-status.js";
import { code, MADE, table } from "./held-page.test-helper.js";

/** Every error that a server tells, with what the three ways to it make of it. */
export function errorsPage(): string {
  const names = Object.keys(errors) as ErrorName[];
  const rows = names.map((name) => {
    const status = errors[name];
    const { outcome } = new serverErrors[name](status.message, "unknown");
    const statuses = [httpStatusOf(status.code), problemOf(name, true).status];
    return [
      code(name),
      code(status.message),
      `${status.code} ${statusName(status.code as Status)}`,
      [...new Set(statuses)].join(", "),
      outcome,
    ];
  });
  return `# Errors

${MADE}

| column | what |
| --- | --- |
| code | what REST answers as \`code\`, and the TypeScript client has as \`error.code\`; it stays as it is |
| text | what clients over gRPC and the JSON gateway are told, byte for byte; it is etcd's where etcd has the error |
| gRPC | the status code of gRPC |
| HTTP | the status of the JSON gateway; behind a comma that of REST, where it is another |
| after a change | \`notApplied\`: nothing was changed, it can be asked again. \`unknown\`: nobody can say; look before it is asked again |

${table(["code", "text", "gRPC", "HTTP", "after a change"], rows)}
## Why a watch is cancelled
\`cancel_reason\` has one of the texts above, or one of these:

${table(
  ["code", "text"],
  Object.entries(watchRefusals).map(([name, text]) => [code(name), code(text)]),
)}
## What to do about the usual ones
| code | what happened, and what to do |
| --- | --- |
| \`noLeader\`, \`leaderChanged\` | The members elect a leader, or can not reach each other. Clients try again by themselves; if it lasts, \`kvctl status\` shows who is missing. |
| \`timeout\` and its kin | The cluster did not get to it in time. A change may have been made: read before you repeat it, or make it conditional. |
| \`noSpace\` | The quota is used up. Delete keys and compact; the alarm clears itself once there is room. Or raise \`--quota-backend-bytes\`. |
| \`compacted\` | That revision is no longer kept. Read the keys as they are, and watch from the revision of that answer. |
| \`futureRevision\` | There is no such revision yet; or, to a serializable read, not on this member: ask without \`serializable\`. |
| \`requestTooLarge\`, \`tooManyOps\` | Make the request smaller, or raise \`--max-request-bytes\` or \`--max-txn-ops\` on all members. |
| \`tooMuchToAnswer\` | A change would answer with more than 64 MiB: a \`deleteRange\` with \`prev_kv\`, or a transaction that reads a range. Nothing was changed. Change fewer keys at a time, or leave out \`prev_kv\`. |
| \`answerTooLarge\`, \`tooManyAnswers\` | What the call was to change is changed, but its answer is not sent: it is larger than 64 MiB, or others that nobody has read yet are. Ask for less, or read those first. |
| \`leaseNotFound\` | The lease ran out or was revoked, and its keys are gone. Grant another one. |
| \`unhealthyCluster\`, \`notEnoughStartedMembers\` | The change of members could cost the cluster its majority. First bring back, or remove, the member that is down. |
| \`corrupt\` | A member's data differ from the others'. See [operating](../operating.md#when-something-is-wrong). |
`;
}
