import type { MemberState } from "@keyval/api";
import type { Configuration } from "@keyval/raft";
import { idOf, nameOf } from "./member-name.js";

/** What the list of members and the configuration of the consensus say differently, in words. */
export function whatIsUnsettled(
  members: readonly MemberState[],
  { hosts, learners }: Configuration,
): string | undefined {
  for (const { id, member } of hosts) {
    const listed = members.find(({ ID }) => ID === idOf(member));
    if (listed === undefined) return `${member} takes part and is not listed`;
    if (listed.isLearner !== learners.includes(id)) {
      return listed.isLearner
        ? `${member} votes and is listed as a learner`
        : `${member} is listed as a voter and learns`;
    }
  }
  const absent = members.find(({ ID }) => hosts.every(({ member }) => idOf(member) !== ID));
  return absent && `${nameOf(absent.ID)} is listed and takes no part`;
}
