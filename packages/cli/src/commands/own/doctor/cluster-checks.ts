import type { ClusterView } from "../status/cluster-view.js";
import { findings, quotaBytesOf, type Topic } from "../status/findings.js";
import { good, type Verdict } from "./verdict.js";

/** What a look at the cluster shows of each topic: what is found, or that nothing is. */
export function checkCluster(view: ClusterView): Verdict[] {
  const found = findings(view);
  return Object.entries(GOOD).flatMap(([check, sentence]) => {
    const own = found.filter(({ topic }) => topic === check);
    return own.length === 0 ? [good(check, sentence(view))] : own.map((finding) => ({ check, ...finding }));
  });
}

const GOOD: Readonly<Record<Topic, (view: ClusterView) => string>> = {
  cluster: ({ members }) => `${members.length} of ${members.length} members are well`,
  configuration: ({ members }) => {
    const voters = members.filter(({ member: { isLearner } }) => !isLearner).length;
    const tolerated = voters - Math.floor(voters / 2) - 1;
    const subject = voters === 1 ? "one voting member survives" : `${voters} voting members survive`;
    return `${subject} the loss of ${tolerated === 0 ? "none" : tolerated}`;
  },
  quota: ({ members }) => {
    const shares = members.map((each) => {
      const quota = each.status?.dbSizeQuota ?? 0;
      return quota === 0 ? 0 : quotaBytesOf(each) / quota;
    });
    return `no member uses more than ${Math.ceil(Math.max(0, ...shares) * 100)}% of its quota`;
  },
  versions: ({ members }) => {
    const answering = members.find(({ status }) => status !== undefined);
    return `all members that answer run ${answering?.status?.version ?? "no version that is known"}`;
  },
};
