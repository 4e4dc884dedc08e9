import type { Answer } from "../../../output/answer.js";
import { byteSize } from "../../../output/byte-size.js";
import { columns } from "../../../output/columns.js";
import { type Colour, paint } from "../../../output/paint.js";
import { hexId } from "../../../output/hex.js";
import type { ClusterView, MemberView } from "./cluster-view.js";
import { type Finding, lagOf, leaderOf, nameOf, quotaBytesOf } from "./findings.js";

const HEAD = ["MEMBER", "ROLE", "VERSION", "BEHIND", "SIZE", "IN USE", "QUOTA", "MEMORY", "ANSWERED IN"];

const COLOURS = { wrong: "red", soon: "yellow" } as const satisfies Readonly<Record<string, Colour>>;
const MARKS = { wrong: "✗", soon: "!" } as const;

/** All on one screen: the cluster in a line, its members, what is wrong and what to do. */
export function statusScreen(view: ClusterView, found: readonly Finding[], hasColours: boolean): Answer {
  const leader = leaderOf(view);
  return {
    simple: () => [
      `${summary(view, leader, found, hasColours)}\n\n`,
      columns([HEAD, ...view.members.map((each) => row(each, view))]),
      ...found.map(
        ({ severity, what, advice }) =>
          `\n${paint(MARKS[severity], COLOURS[severity], hasColours)} ${what}\n  ${advice}\n`,
      ),
    ],
    json: () => ({
      cluster: hexId(view.clusterId),
      leader: leader === undefined ? null : hexId(leader.member.ID),
      members: view.members.map((each) => memberValue(each, view)),
      findings: found.map(({ severity, what, advice }) => ({ severity, what, advice })),
    }),
  };
}

function summary(
  view: ClusterView,
  leader: MemberView | undefined,
  found: readonly Finding[],
  hasColours: boolean,
): string {
  const { members } = view;
  const who = leader === undefined ? "no leader" : `${nameOf(leader)} leads in term ${leader.status?.raftTerm ?? "?"}`;
  const revision = Math.max(...members.map(({ status }) => status?.header?.revision ?? 0));
  const isWrong = found.some(({ severity }) => severity === "wrong");
  const verdict = isWrong ? paint("unhealthy", "red", hasColours) : paint("healthy", "green", hasColours);
  const count = `${members.length} ${members.length === 1 ? "member" : "members"}`;
  return `Cluster ${hexId(view.clusterId)}: ${verdict}, ${count}, ${who}, revision ${revision}`;
}

function row(each: MemberView, view: ClusterView): string[] {
  const { status, metrics, roundTripMs = 0 } = each;
  if (status === undefined) return [nameOf(each), roleOf(each, view)];
  const { dbSize, dbSizeInUse, dbSizeQuota, version } = status;
  return [
    nameOf(each),
    roleOf(each, view),
    version,
    `${lagOf(each, view)}`,
    byteSize(dbSize),
    byteSize(dbSizeInUse),
    dbSizeQuota === 0 ? "-" : `${Math.round((quotaBytesOf(each) * 100) / dbSizeQuota)}% of ${byteSize(dbSizeQuota)}`,
    metrics === undefined ? "-" : byteSize(metrics.memoryBytes),
    `${roundTripMs.toFixed(1)} ms`,
  ];
}

function roleOf({ member, status, isWaiting, metrics }: MemberView, view: ClusterView): string {
  if (isWaiting) return metrics?.isQuarantined === true ? "quarantine" : "not ready";
  if (status === undefined) return "unreachable";
  if (member.isLearner) return "learner";
  return leaderOf(view)?.member.ID === member.ID ? "leader" : "follower";
}

function memberValue(each: MemberView, view: ClusterView): ReturnType<Answer["json"]> {
  const { endpoint = null, member, metrics, roundTripMs, status, why } = each;
  return {
    id: hexId(member.ID),
    name: member.name,
    endpoint,
    role: roleOf(each, view),
    why,
    version: status?.version,
    behind: status && lagOf(each, view),
    dbSize: status?.dbSize,
    dbSizeInUse: status?.dbSizeInUse,
    dbSizeQuota: status?.dbSizeQuota,
    liveBytes: metrics?.liveBytes,
    memoryBytes: metrics?.memoryBytes,
    watchers: metrics?.watchers,
    raftTerm: status?.raftTerm,
    raftIndex: status?.raftIndex,
    raftAppliedIndex: status?.raftAppliedIndex,
    revision: status?.header?.revision,
    answeredInMs: roundTripMs,
  };
}
