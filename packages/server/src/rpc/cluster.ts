import type { MemberListRequest, MemberListResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Group } from "../node/index.js";
import { idOfHex } from "./hex-id.js";
import type { Reply } from "./reply.js";
import type { Served } from "./served.js";

/** What is known of a member besides its place in the configuration. */
export interface MemberFacts {
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
}

export interface ClusterOptions {
  readonly served: Served;
  readonly group: Group;
  readonly factsOf: (member: string) => MemberFacts;
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
    const { served, group, factsOf } = this.#options;
    const { hosts, learners } = group.configuration;
    const members = hosts.map(({ id, member }) => {
      const { name, peerUrls, clientUrls } = factsOf(member);
      return {
        ID: idOfHex(member),
        name,
        peerURLs: [...peerUrls],
        clientURLs: [...clientUrls],
        isLearner: learners.includes(id),
      };
    });
    // As etcd has it, the header of the cluster's service says nothing of revisions.
    return { header: { ...served.header(), revision: 0 }, members };
  }
}
