import { AnswerBudget, gatewayRoutes, kvRoutes, type LeaderPlace, type Route } from "../http/index.js";
import type { Calls } from "../rpc/call.js";
import type { Handlers } from "../rpc/handlers.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { Member } from "./member.js";

export interface ClientRoutesOptions {
  readonly member: Member;
  readonly handlers: Handlers;
  readonly calls: Calls;
}

/** All that clients can ask of a member over HTTP without gRPC. */
export function clientRoutes({ member, handlers, calls }: ClientRoutesOptions): Route[] {
  return [...gatewayRoutes(calls, new AnswerBudget()), ...kvRoutes({ handlers, leader: () => leaderPlace(member) })];
}

function leaderPlace({ id, group, store }: Member): LeaderPlace {
  const leader = group.memberOf(group.leader);
  if (leader === id) return { isHere: true };
  const told = leader === undefined ? undefined : store().machine.tables.members.get(idOfHex(leader));
  return { isHere: false, url: told?.clientURLs[0]?.replace(/\/$/u, "") };
}
