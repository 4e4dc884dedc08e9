import { AlarmType, type Id, statusOf } from "@keyval/api";
import { byteSize } from "../../../output/byte-size.js";
import { hexId } from "../../../output/hex.js";
import type { ClusterView, MemberView } from "./cluster-view.js";

export type Topic = "cluster" | "configuration" | "quota" | "versions";

/** Something that an operator should know of. */
export interface Finding {
  readonly topic: Topic;
  /** `wrong` needs somebody now, `soon` before it becomes wrong. */
  readonly severity: "wrong" | "soon";
  readonly what: string;
  readonly advice: string;
}

/** So many entries may be under way to a healthy member. */
const LAG_MAX = 1_000;
const QUOTA_SHARE_MAX = 0.8;
const UNUSED_SHARE_MAX = 0.5;
/** Less free space is not worth a defragmentation. */
const UNUSED_MIN = 100_000_000;

export function findings(view: ClusterView): Finding[] {
  return [
    ...quorum(view),
    ...leadership(view),
    ...alarms(view),
    ...view.members.flatMap((each) => member(each, view)),
    ...versions(view),
  ];
}

/** The member that those who answer call their leader; undefined if there is none. */
export function leaderOf({ members }: ClusterView): MemberView | undefined {
  const named = members.find(({ status }) => status !== undefined && status.leader !== 0)?.status?.leader;
  return members.find((each) => each.member.ID === named);
}

export function nameOf({ member: { name, ID } }: Pick<MemberView, "member">): string {
  return name === "" ? hexId(ID) : name;
}

function quorum({ members }: ClusterView): Finding[] {
  const voters = members.filter(({ member: { isLearner } }) => !isLearner);
  // Who does not serve clients yet may have a vote all the same.
  const alive = voters.filter(({ status, isWaiting }) => status !== undefined || isWaiting).length;
  const needed = Math.floor(voters.length / 2) + 1;
  if (alive < needed) {
    return [
      wrong(
        `only ${alive} of ${voters.length} voting members answer, and ${needed} are needed: nothing can be written`,
        `Start members until ${needed} run. If they are lost for good, restore from a snapshot.`,
      ),
    ];
  }
  if (voters.length % 2 === 0) {
    const tolerated = voters.length - needed;
    return [
      soon(
        `${voters.length} voting members survive the loss of ${tolerated}, no more than ${voters.length - 1} would`,
        "Add a member: 'kvctl member add <name> --peer-urls=<url> --learner'.",
        "configuration",
      ),
    ];
  }
  return [];
}

function leadership(view: ClusterView): Finding[] {
  const answering = view.members.filter(({ status }) => status !== undefined);
  const named = new Set(answering.map(({ status }) => status?.leader).filter((leader) => leader !== 0));
  if (answering.length > 0 && named.size === 0) {
    return [
      wrong(
        "there is no leader",
        "If it stays so, look at the network between members, and at their clocks and disks: 'kvctl doctor'.",
      ),
    ];
  }
  if (named.size < 2) return [];
  const ids = [...named].map((id) => hexId(id ?? 0)).join(" and ");
  return [
    wrong(
      `members call different leaders theirs: ${ids}`,
      "Wait for the election to end; if it does not, look at the network between members.",
    ),
  ];
}

function alarms({ alarms: raised, members }: ClusterView): Finding[] {
  return raised.map(({ alarm, memberID }) => {
    const who = nameById(members, memberID);
    if (alarm === AlarmType.NOSPACE) {
      return wrong(
        `${who} is out of space: the cluster refuses to write`,
        "Compact ('kvctl compaction <revision>'), delete, or raise --quota-backend-bytes. With etcd, 'kvctl defrag' and 'kvctl alarm disarm' then.",
        "quota",
      );
    }
    return wrong(
      `members hold different data, as ${who} has found: the cluster refuses to write`,
      "Keep all data directories. 'kvctl endpoint hashkv --cluster' shows who differs: replace that one, or restore a snapshot.",
    );
  });
}

function member(view: MemberView, cluster: ClusterView): Finding[] {
  const {
    member: { ID, isLearner },
    status,
  } = view;
  const name = nameOf(view);
  if (status === undefined) return [absent(view)];
  const { dbSize, dbSizeInUse, dbSizeQuota } = status;
  const counted = quotaBytesOf(view);
  const found: Finding[] = status.errors
    .filter((error) => !isFoundOtherwise(error, cluster))
    .map((error) => wrong(`${name} complains: ${error}`, "Look into its log."));
  if (status.leader === 0 && leaderOf(cluster) !== undefined) {
    found.push(
      wrong(
        `${name} knows no leader, and others do: it can not write, and what it reads may be old`,
        "It is cut off from them: look at the network between members, and at the addresses of 'kvctl member list'.",
      ),
    );
  }
  const lag = lagOf(view, cluster);
  if (lag > LAG_MAX) {
    found.push(
      soon(`${name} is ${lag} entries behind`, "If that grows, its disk or its network is too slow: 'kvctl doctor'."),
    );
  } else if (isLearner) {
    found.push(
      soon(`${name} has caught up and still has no vote`, `Give it one: 'kvctl member promote ${hexId(ID)}'.`),
    );
  }
  const isOutOfSpace = cluster.alarms.some(({ alarm, memberID }) => alarm === AlarmType.NOSPACE && memberID === ID);
  if (dbSizeQuota > 0 && counted > dbSizeQuota * QUOTA_SHARE_MAX && !isOutOfSpace) {
    found.push(
      soon(
        `${name} uses ${byteSize(counted)} of ${byteSize(dbSizeQuota)}`,
        "Compact old revisions ('kvctl compaction <revision>'), then 'kvctl defrag', or raise --quota-backend-bytes.",
        "quota",
      ),
    );
  }
  if (dbSize - dbSizeInUse > UNUSED_MIN && dbSizeInUse < dbSize * UNUSED_SHARE_MAX) {
    found.push(
      soon(
        `${name} holds ${byteSize(dbSize - dbSizeInUse)} that nobody uses`,
        `Give them back: 'kvctl defrag --endpoints=${view.endpoint ?? ""}'.`,
        "quota",
      ),
    );
  }
  return found;
}

/** A member that serves nobody. */
function absent(view: MemberView): Finding {
  const { member, why = "no reason known", isWaiting, metrics } = view;
  const name = nameOf(view);
  if (!isWaiting) {
    const lost = `If it is lost for good: 'kvctl member remove ${hexId(member.ID)}', and add another.`;
    return wrong(`${name} does not answer: ${why}`, `Start it, or look at the way to it. ${lost}`);
  }
  if (metrics?.isQuarantined !== true) {
    return wrong(`${name} does not serve clients yet: ${why}`, "If it stays so, look into its log.");
  }
  return wrong(
    `${name} is in quarantine: ${why}`,
    "It is filled again by itself, and serves then. If it happens twice, suspect its memory or its disk.",
  );
}

/** Servers repeat alarms, and that there is no leader, as errors of their own. */
function isFoundOtherwise(error: string, { alarms: raised }: ClusterView): boolean {
  return error === statusOf("noLeader").message || (raised.length > 0 && /^memberID:\d+ +alarm:/u.test(error));
}

/** The bytes by which the quota goes: etcd's is the size of its file. */
export function quotaBytesOf({ status, metrics }: MemberView): number {
  return metrics?.liveBytes ?? status?.dbSize ?? 0;
}

/** How many entries a member has not applied that the leader has in its log. */
export function lagOf({ status }: MemberView, cluster: ClusterView): number {
  const { raftIndex = 0 } = leaderOf(cluster)?.status ?? {};
  return status === undefined ? 0 : Math.max(0, raftIndex - status.raftAppliedIndex);
}

function versions({ members }: ClusterView): Finding[] {
  const spoken = members.map(({ status }) => status?.version);
  const built = members.map(({ metrics }) => metrics?.build);
  const kinds = [
    { each: spoken, what: "versions" },
    { each: built, what: "versions of KeyVal" },
  ];
  return kinds.flatMap(({ each, what }) => {
    const all = [...new Set(each)].filter((version) => version !== undefined).sort();
    if (all.length < 2) return [];
    return [
      soon(
        `members run different ${what}: ${all.join(", ")}`,
        "Finish the upgrade: one member after the other.",
        "versions",
      ),
    ];
  });
}

function nameById(members: readonly MemberView[], id: Id): string {
  const found = members.find((each) => each.member.ID === id);
  return found === undefined ? hexId(id) : nameOf(found);
}

function wrong(what: string, advice: string, topic: Topic = "cluster"): Finding {
  return { topic, severity: "wrong", what, advice };
}

function soon(what: string, advice: string, topic: Topic = "cluster"): Finding {
  return { topic, severity: "soon", what, advice };
}
