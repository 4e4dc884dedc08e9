import { NOBODY } from "@keyval/raft";
import type { MemberState } from "@keyval/api";
import type { HexId } from "@keyval/api/founding";
import type { Group } from "../node/index.js";
import { hexOfId } from "../rpc/hex-id.js";
import type { Logger } from "./logger.js";

export interface OwnUrlsOptions {
  readonly own: HexId;
  /** Where its flags say that it is reached. */
  readonly advertised: readonly string[];
  readonly group: Pick<Group, "leader">;
  readonly log: Pick<Logger, "warn">;
}

/** An election takes less, and who waits for a majority to start has heard nothing that would help. */
const LEADERLESS_LOOKS = 100;

/**
 * A data directory says who a member is, and its cluster where that member is reached. One that was moved, or was given the
 * directory of another, waits in vain for a leader: others look for it elsewhere. It says so, once.
 */
export class OwnUrls {
  readonly #options: OwnUrlsOptions;
  #looks = 0;

  constructor(options: OwnUrlsOptions) {
    this.#options = options;
  }

  /** Looked at again and again. */
  look(members: readonly MemberState[]): void {
    if (this.#looks >= LEADERLESS_LOOKS) return;
    const { own, advertised, group, log } = this.#options;
    const listed = members.find(({ ID }) => hexOfId(ID) === own)?.peerURLs ?? [];
    const isElsewhere = members.length > 1 && listed.length > 0 && !listed.some((url) => advertised.includes(url));
    this.#looks = isElsewhere && group.leader === NOBODY ? this.#looks + 1 : 0;
    if (this.#looks < LEADERLESS_LOOKS) return;
    const update = `kvctl member update ${own} --peer-urls=${advertised.join()}`;
    log.warn("no leader reaches this member: the others look for it elsewhere than its flags say", {
      member: own,
      "they look at": listed,
      "its flags say": advertised,
      why: `start it where they look, or tell them with "${update}"; or its data directory is another member's: give it its own`,
    });
  }
}
