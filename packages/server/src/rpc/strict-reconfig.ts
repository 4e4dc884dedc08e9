import type { ErrorName, Id, MemberState } from "@keyval/api";

/** What a member knows of its connections to the others. */
export interface Connections {
  readonly own: Id;
  /** For how long it has been connected without a break; undefined if it is not. */
  readonly connectedMs: (member: Id) => number | undefined;
}

/** Whoever has been connected for so long counts as healthy. */
const HEALTHY_MS = 5_000;

/** As etcd's strict-reconfig-check has it: a member is added only where the others can do without it. */
export function checkAdd(
  members: readonly MemberState[],
  isLearner: boolean,
  connections: Connections,
): ErrorName | undefined {
  const voters = votersOf(members);
  const started = voters.filter(isStarted).length;
  // The only member that there is may have another one, or nobody could ever leave that state.
  const isFirstAddition = started === 1 && voters.length === 1;
  if (!isLearner && !isFirstAddition && started < quorumOf(voters.length + 1)) return "notEnoughStartedMembers";
  if (voters.length === 1) return undefined;
  return healthyAmong(voters, connections) < quorumOf(voters.length + 1) ? "unhealthyCluster" : undefined;
}

/** One that is down may always go; one that is up only where the others that are up are enough. */
export function checkRemove(members: readonly MemberState[], id: Id, connections: Connections): ErrorName | undefined {
  if (members.some((member) => member.ID === id && member.isLearner)) return undefined;
  const voters = votersOf(members);
  const staying = voters.filter(({ ID }) => ID !== id);
  if (staying.filter(isStarted).length < quorumOf(staying.length)) return "notEnoughStartedMembers";
  const isDown = id !== connections.own && connections.connectedMs(id) === undefined;
  if (isDown) return undefined;
  return healthyAmong(voters, connections) - 1 < quorumOf(voters.length - 1) ? "unhealthyCluster" : undefined;
}

/** The learner itself counts as started: it is in sync with the leader. */
export function checkPromote(members: readonly MemberState[]): ErrorName | undefined {
  const voters = votersOf(members);
  const started = voters.filter(isStarted).length + 1;
  return started < quorumOf(voters.length + 1) ? "notEnoughStartedMembers" : undefined;
}

function votersOf(members: readonly MemberState[]): MemberState[] {
  return members.filter(({ isLearner }) => !isLearner);
}

/** It has told its name. */
function isStarted({ name }: MemberState): boolean {
  return name !== "";
}

function healthyAmong(members: readonly MemberState[], { own, connectedMs }: Connections): number {
  return members.filter(({ ID }) => ID === own || (connectedMs(ID) ?? 0) >= HEALTHY_MS).length;
}

function quorumOf(count: number): number {
  return Math.floor(count / 2) + 1;
}
