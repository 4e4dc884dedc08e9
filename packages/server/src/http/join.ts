import type { ErrorName, MemberState } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Handlers } from "../rpc/handlers.js";
import { hexOfId } from "../rpc/hex-id.js";
import { NOBODY } from "../rpc/reply.js";
import type { Served } from "../rpc/served.js";
import type { HttpReply } from "./http-reply.js";
import type { HttpRequest } from "./http-request.js";
import { isAddress } from "./is-address.js";
import { joinOperation, leaveOperation } from "./join-operations.js";
import { badRequest, problemOf, sendProblem } from "./rest/problem.js";
import type { Route } from "./route.js";
import { TOKEN_HEADER } from "./token-header.js";

/** A token that everybody knows, because clusters have it that were given none, opens nothing. */
const TOKEN_OF_ALL = "etcd-cluster";

export interface JoinOptions {
  /** Undefined where this member can not know who belongs to the cluster. */
  readonly handlers: () => JoinHandlers | undefined;
  /** What it waits for, in that case. */
  readonly waitsFor: () => string | undefined;
  /** What whoever changes the members has to know; undefined where only this machine can ask. */
  readonly token: string | undefined;
}

type JoinHandlers = Pick<Handlers, "served" | "cluster">;

/** What a member is told that joins. Ids are hexadecimal. */
export interface JoinAnswer {
  readonly cluster: string;
  readonly member: string;
  readonly members: readonly { readonly id: string; readonly name: string; readonly peerURLs: readonly string[] }[];
}

/**
 * `/join` and `/leave`: a cluster that members join one after the other, and leave again. They need nothing but a leader, so they
 * are answered before this member serves clients, too.
 */
export function joinRoutes(options: JoinOptions): Route[] {
  return [
    { method: "POST", path: "/join", operation: joinOperation, answer: guarded(options, join) },
    { method: "POST", path: "/leave", operation: leaveOperation, answer: guarded(options, leave) },
  ];
}

type Answer = (asked: Asked, fields: Fields) => void;

interface Asked extends JoinHandlers {
  readonly reply: HttpReply;
  /** Says that this member can not answer yet. */
  readonly refuseForNow: () => void;
}

interface Fields {
  readonly id: string | undefined;
  readonly raftAddress: string | undefined;
  readonly level: number | undefined;
}

function guarded(options: JoinOptions, answer: Answer): Route["answer"] {
  return (request, reply) => {
    if (!isAllowed(request, options.token)) {
      const detail = `the header ${TOKEN_HEADER} has to be the cluster's --initial-cluster-token, which must not be the default`;
      sendProblem(reply, { status: 403, code: "tokenNeeded", detail });
      return;
    }
    const refuseForNow = (): void => {
      const problem = problemOf("notReady", false);
      const why = options.waitsFor() ?? "it is none of the members";
      sendProblem(reply, { ...problem, detail: `${problem.detail}: ${why}; ask again, or another member` });
    };
    const handlers = options.handlers();
    if (handlers === undefined) refuseForNow();
    else answer({ ...handlers, reply, refuseForNow }, fieldsOf(request));
  };
}

function isAllowed(request: HttpRequest, token: string | undefined): boolean {
  return token === undefined || (token !== TOKEN_OF_ALL && request.header(TOKEN_HEADER) === token);
}

/**
 * Adds the sender to the members. It takes part as a learner until it has caught up, so the cluster can not lose its quorum by
 * it. Whoever asks again, because the answer was lost, gets the same one.
 */
function join(asked: Asked, fields: Fields): void {
  const { served, cluster, reply } = asked;
  const { id, raftAddress, level = Infinity } = fields;
  if (id === undefined || raftAddress === undefined || !isAddress(raftAddress)) {
    sendProblem(reply, badRequest('the body has to be {"id":"name","raftAddress":"host:port"}'));
    return;
  }
  const url = `http://${raftAddress}`;
  whenCurrent(asked, (members) => {
    if (level < served.machine().tables.members.level) {
      sendProblem(reply, { ...problemOf("memberTooOld", true), status: 409 });
      return;
    }
    const known = members.find(({ peerURLs }) => peerURLs.includes(url));
    const namesake = members.find(({ name }) => name === id);
    if (known !== undefined && (known.name === "" || known === namesake)) {
      reply.json(200, welcome(served, known, members));
    } else if (known !== undefined || namesake !== undefined) {
      const detail = `there is a member "${id}" elsewhere, or another one at ${raftAddress}: let it leave first`;
      sendProblem(reply, { status: 409, code: "memberExists", detail });
    } else {
      cluster.admit([url], NOBODY, (answer) => {
        // Somebody else was quicker, or asked for the same member: it is looked at again.
        if (answer instanceof Refusal && answer.error !== "peerUrlExists") refuseWith(reply, answer.error);
        else join(asked, fields);
      });
    }
  });
}

/** As `etcdctl member remove`, by name; one that never started has told none, and is known by where it was to be reached. */
function leave(asked: Asked, { id, raftAddress }: Fields): void {
  const { cluster, reply } = asked;
  if (id === undefined) {
    sendProblem(reply, badRequest('the body has to be {"id":"the name of a member"}'));
    return;
  }
  const url = `http://${raftAddress ?? ""}`;
  whenCurrent(asked, (members) => {
    const named = members.filter(({ name }) => name === id);
    const isThere = ({ peerURLs }: MemberState): boolean => peerURLs.includes(url);
    const member =
      named.length > 1 ? named.find(isThere) : (named[0] ?? members.find((one) => one.name === "" && isThere(one)));
    if (member === undefined && named.length > 1) {
      const detail = `there are ${named.length} members "${id}": give the raftAddress of the one that is to leave`;
      sendProblem(reply, { status: 409, code: "ambiguousName", detail });
      return;
    }
    if (member === undefined) {
      const detail = `there is no member "${id}": look at the list of members, and give the raftAddress of one that never started`;
      sendProblem(reply, { status: 404, code: "memberNotFound", detail });
      return;
    }
    cluster.memberRemove({ ID: member.ID }, NOBODY, (answer) => {
      if (answer instanceof Refusal) refuseWith(reply, answer.error);
      else reply.json(200, { id, member: hexOfId(member.ID) });
    });
  });
}

/** With the members as they are now, wherever this was asked. */
function whenCurrent({ served, reply, refuseForNow }: Asked, run: (members: readonly MemberState[]) => void): void {
  served.submissions.confirm((error) => {
    const { members } = served.machine().tables;
    if (error !== undefined) refuseWith(reply, error);
    // Members of the beginning are listed by the first of them that announces itself: before that, others would miss them.
    else if (members.get(served.header().memberId) === undefined) refuseForNow();
    else run(members.list());
  });
}

function welcome(served: Served, { ID }: MemberState, members: readonly MemberState[]): JoinAnswer {
  return {
    cluster: hexOfId(served.header().clusterId),
    member: hexOfId(ID),
    members: members.map(({ ID: id, name, peerURLs }) => ({ id: hexOfId(id), name, peerURLs })),
  };
}

/** Fields that are no text, and bodies that are no JSON, are as good as none. */
function fieldsOf({ body }: HttpRequest): Fields {
  try {
    const content: unknown = JSON.parse(Buffer.from(body).toString());
    const { id, raftAddress, level } = content as Readonly<Record<string, unknown>>;
    return { id: textOf(id), raftAddress: textOf(raftAddress), level: typeof level === "number" ? level : undefined };
  } catch {
    return { id: undefined, raftAddress: undefined, level: undefined };
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Not a failure of this member, as its code of gRPC would have it. */
function refuseWith(reply: HttpReply, error: ErrorName): void {
  const problem = problemOf(error, true);
  sendProblem(reply, error === "notEnoughStartedMembers" ? { ...problem, status: 409 } : problem);
}
