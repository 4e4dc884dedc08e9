import type { MemberListRequest, MemberListResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Group } from "../node/index.js";
import { idOfHex } from "./hex-id.js";
import type { Reply } from "./reply.js";
import type { Served } from "./served.js";

export interface ClusterOptions {
  readonly served: Served;
  readonly group: Group;
  /** As the cluster began; a member that has not started yet has told nothing of itself. */
  readonly peerUrlsOf: (member: string) => readonly string[];
}

/** The service Cluster, as far as it stands. */
export class ClusterHandlers {
  readonly #options: ClusterOptions;

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  memberList({ linearizable }: MemberListRequest, reply: Reply<MemberListResponse>): void {
    const { served } = this.#options;
    if (!linearizable) {
      reply(this.#list());
      return;
    }
    served.submissions.confirm((error) => {
      reply(error === undefined ? this.#list() : new Refusal(error));
    });
  }

  #list(): MemberListResponse {
    const { served, group, peerUrlsOf } = this.#options;
    const { hosts, learners } = group.configuration;
    const members = hosts.map(({ id, member }) => {
      const ID = idOfHex(member);
      const told = served.machine().tables.members.get(ID);
      const { name, peerURLs, clientURLs } = told ?? { name: "", peerURLs: peerUrlsOf(member), clientURLs: [] };
      return { ID, name, peerURLs, clientURLs, isLearner: learners.includes(id) };
    });
    // As etcd has it, the header of the cluster's service says nothing of revisions.
    return { header: { ...served.header(), revision: 0 }, members };
  }
}
