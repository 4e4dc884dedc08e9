import { CommandKind, type Id, MemberAddCommand, MemberRemoveRequest, MemberUpdateRequest } from "@keyval/api";
import type { ErrorName, MemberAddRequest, MemberAddResponse, MemberPromoteRequest, MemberState } from "@keyval/api";
import type { MemberListRequest, MemberListResponse, ResponseHeader } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { confirmed } from "./confirmed.js";
import { memberUrlsOf } from "./member-urls.js";
import type { Caller, Reply } from "./reply.js";
import type { Served } from "./served.js";
import { checkAdd, checkPromote, checkRemove, type Connections } from "./strict-reconfig.js";
import { submitPlain } from "./submit.js";

export interface ClusterOptions {
  readonly served: Served;
  readonly connections: Connections;
  /** Refuse what could cost the cluster its quorum. */
  readonly isStrict: boolean;
  /** For a member that is added now. */
  readonly freshMemberId: (peerUrls: readonly string[]) => Id;
  /** Asks the member that leads whether a learner has caught up; undefined if nobody can say. */
  readonly isInSync: (learner: Id, done: (isInSync: boolean | undefined) => void) => void;
}

/** How etcd lists members after each change. */
type Listed = Pick<MemberListResponse, "header" | "members">;

/** The service Cluster. Changes go through the log, and are answered with the members as they are after them. */
export class ClusterHandlers {
  readonly #options: ClusterOptions;

  constructor(options: ClusterOptions) {
    this.#options = options;
  }

  memberList({ linearizable }: MemberListRequest, reply: Reply<MemberListResponse>): void {
    const list = (): MemberListResponse => ({ header: this.#header(), members: this.#members() });
    if (!linearizable) {
      reply(list());
      return;
    }
    confirmed(this.#options.served, reply, () => {
      reply(list());
    });
  }

  memberAdd({ peerURLs, isLearner }: MemberAddRequest, caller: Caller, reply: Reply<MemberAddResponse>): void {
    const urls = memberUrlsOf(peerURLs);
    if (urls instanceof Refusal) {
      reply(urls);
      return;
    }
    const error = this.#strictly(() => checkAdd(this.#members(), isLearner, this.#options.connections));
    if (error !== undefined) reply(new Refusal(error));
    else this.#add(urls, isLearner, caller, reply);
  }

  /** A member that asks by itself, and will run: it has no vote before it has caught up, whatever its state is now. */
  admit(peerUrls: readonly string[], caller: Caller, reply: Reply<MemberAddResponse>): void {
    const urls = memberUrlsOf(peerUrls);
    if (urls instanceof Refusal) reply(urls);
    else this.#add(urls, false, caller, reply);
  }

  #add(urls: readonly string[], isLearner: boolean, caller: Caller, reply: Reply<MemberAddResponse>): void {
    const ID = this.#options.freshMemberId(urls);
    const body = MemberAddCommand.encode({ ID, peerURLs: urls, isLearner });
    this.#submit(CommandKind.memberAdd, body, caller, (answer) => {
      const member = { ID, name: "", peerURLs: urls, clientURLs: [], isLearner };
      reply(answer instanceof Refusal ? answer : { ...answer, member });
    });
  }

  memberRemove({ ID }: MemberRemoveRequest, caller: Caller, reply: Reply<Listed>): void {
    const error = this.#strictly(() => checkRemove(this.#members(), ID, this.#options.connections));
    if (error !== undefined) reply(new Refusal(error));
    else this.#submit(CommandKind.memberRemove, MemberRemoveRequest.encode({ ID }), caller, reply);
  }

  memberUpdate({ ID, peerURLs: given }: MemberUpdateRequest, caller: Caller, reply: Reply<Listed>): void {
    const peerURLs = memberUrlsOf(given);
    if (peerURLs instanceof Refusal) reply(peerURLs);
    else this.#submit(CommandKind.memberUpdate, MemberUpdateRequest.encode({ ID, peerURLs }), caller, reply);
  }

  /** Only a leader knows how far a learner is; where there is none, it is waited for by a read. The body is kept. */
  memberPromote({ ID }: MemberPromoteRequest, body: Uint8Array, caller: Caller, reply: Reply<Listed>): void {
    confirmed(this.#options.served, reply, () => {
      this.#options.isInSync(ID, (isInSync) => {
        const error = this.#promotionError(isInSync);
        if (error === undefined) this.#submit(CommandKind.memberPromote, body, caller, reply);
        else reply(new Refusal(error));
      });
    });
  }

  #promotionError(isInSync: boolean | undefined): ErrorName | undefined {
    if (isInSync === undefined) return "noLeader";
    return isInSync ? this.#strictly(() => checkPromote(this.#members())) : "learnerNotReady";
  }

  #strictly(check: () => ErrorName | undefined): ErrorName | undefined {
    return this.#options.isStrict ? check() : undefined;
  }

  #submit(kind: CommandKind, body: Uint8Array, caller: Caller, reply: Reply<Listed>): void {
    submitPlain(this.#options.served, kind, body, caller, (answer) => {
      if (answer instanceof Refusal) reply(answer);
      else reply({ ...(answer.result as MemberListResponse), header: this.#header() });
    });
  }

  #members(): MemberState[] {
    return this.#options.served.machine().tables.members.list();
  }

  /** As etcd has it, the header of the cluster's service says nothing of revisions. */
  #header(): ResponseHeader {
    return { ...this.#options.served.header(), revision: 0 };
  }
}
