import type { MemberState } from "@keyval/api";
import { every, type Clock, type Timer } from "../node/index.js";
import type { PeerNetwork, PeerOwner } from "../peers/index.js";
import type { Logger } from "./logger.js";
import type { Member } from "./member.js";
import { OwnUrls } from "./own-urls.js";
import type { PeerDirectory } from "./peer-directory.js";

export interface FollowerOptions {
  readonly member: Pick<Member, "id" | "node" | "work" | "group" | "store">;
  readonly clock: Pick<Clock, "after">;
  readonly log: Logger;
  /** The member was removed from its cluster, as the others say or as its own table does. */
  readonly removed: () => void;
}

/** How soon connections follow the table of members. */
const FOLLOW_MS = 50;

/** Talks to whom the table of members names, until it does not name this member any more. */
export class MembershipFollower {
  readonly #options: FollowerOptions;
  #timer: Timer | undefined;
  /** Where the configuration stands in the log that was told last. */
  #toldOf = -1;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** What the network tells the member. */
  get owner(): PeerOwner {
    const { node } = this.#options.member;
    return {
      receive: (...frames) => {
        node.receive(...frames);
      },
      peerConnected: (other) => {
        node.peerConnected(other);
      },
      peerLost: (other) => {
        node.peerLost(other);
      },
      removed: this.#options.removed,
    };
  }

  /** With where its flags say that it is reached. */
  start(directory: PeerDirectory, network: PeerNetwork, advertised: readonly string[]): void {
    const { member, clock, log } = this.#options;
    const ownUrls = new OwnUrls({ own: member.id, advertised, group: member.group, log });
    const follow = (): void => {
      const members = member.store().machine.tables.members.list();
      this.#follow(directory, network, members);
      ownUrls.look(members);
    };
    follow();
    this.#timer = every(clock, FOLLOW_MS, follow);
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #follow(directory: PeerDirectory, network: PeerNetwork, members: readonly MemberState[]): void {
    const { work, group } = this.#options.member;
    network.setMembers(directory.addresses(members, group.configuration.hosts));
    for (const { member } of network.callers) if (work.keeper.isGone(member)) network.expel(member);
    this.#tellOfVoters();
    if (work.keeper.hasToLeave) this.#options.removed();
  }

  #tellOfVoters(): void {
    const { member, log } = this.#options;
    const { configuration, status } = member.group;
    if (status.configurationIndex > status.committed || status.configurationIndex === this.#toldOf) return;
    this.#toldOf = status.configurationIndex;
    const named = (ids: readonly number[]): string[] =>
      configuration.hosts.filter(({ id }) => ids.includes(id)).map((host) => host.member);
    log.info("members take part", { voters: named(configuration.voters), learners: named(configuration.learners) });
  }
}
