import { bareHeader, ClusterLevelCommand, CommandKind } from "@keyval/api";
import type { Members } from "@keyval/statemachine";
import type { Group, Submissions } from "../node/index.js";
import { idOfHex } from "./hex-id.js";

export interface LevelRaiserOptions {
  readonly group: Pick<Group, "isLeader" | "configuration">;
  readonly submissions: Pick<Submissions, "submitAsLeader">;
  /** As this member has applied it. */
  readonly members: () => Members;
}

/** Sees to it that what all members understand may be used, once the last of them was upgraded, where this member leads. */
export class LevelRaiser {
  readonly #options: LevelRaiserOptions;
  #isUnderWay = false;

  constructor(options: LevelRaiserOptions) {
    this.#options = options;
  }

  /** To be called often; where another member leads it does nothing. */
  tend(): void {
    const { group, submissions } = this.#options;
    const members = this.#options.members();
    const level = members.lowestLevel;
    if (!group.isLeader || level <= members.level || this.#isUnderWay) return;
    if (this.#isSomebodyUnlisted(members)) return;
    this.#isUnderWay = true;
    const body = ClusterLevelCommand.encode({ level });
    submissions.submitAsLeader(bareHeader(CommandKind.clusterLevel), body, () => {
      this.#isUnderWay = false;
    });
  }

  /** Whoever was removed from the table, and not yet from the consensus, is needed there, and would stop. */
  #isSomebodyUnlisted(members: Members): boolean {
    return this.#options.group.configuration.hosts.some(({ member }) => members.get(idOfHex(member)) === undefined);
  }
}
