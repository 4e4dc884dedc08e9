import type { ServerConfig } from "../config/server-config.js";
import { documentRoutes, gatewayRoutes, kvRoutes, watchRoutes } from "../http/index.js";
import type { LeaderPlace, Route } from "../http/index.js";
import type { Answers } from "../rpc/answers.js";
import type { Calls } from "../rpc/call.js";
import type { Handlers } from "../rpc/handlers.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { Member } from "./member.js";
import { KEYVAL_VERSION } from "./version.js";

export interface ClientRoutesOptions {
  readonly config: Pick<ServerConfig, "concurrentStreamsMax">;
  readonly member: Member;
  readonly handlers: Handlers;
  readonly calls: Calls;
  readonly answers: Answers;
  /** Answered by the doors themselves; described here with all else. */
  readonly joins: readonly Route[];
}

/** All that clients can ask of a member over HTTP without gRPC. */
export function clientRoutes({ config, member, handlers, calls, answers, joins }: ClientRoutesOptions): Route[] {
  const leader = (): LeaderPlace => leaderPlace(member);
  const compactRevision = (): number => member.store().machine.tables.keyspace.compactRevision;
  const rest = [...kvRoutes({ handlers, leader }), ...watchRoutes({ calls, leader, compactRevision })];
  return [
    ...gatewayRoutes(calls, answers, config.concurrentStreamsMax),
    ...rest,
    ...documentRoutes([...rest, ...joins], KEYVAL_VERSION),
  ];
}

function leaderPlace({ id, group, store }: Member): LeaderPlace {
  const leader = group.memberOf(group.leader);
  if (leader === id) return { isHere: true };
  const told = leader === undefined ? undefined : store().machine.tables.members.get(idOfHex(leader));
  return { isHere: false, url: told?.clientURLs[0]?.replace(/\/$/u, "") };
}
