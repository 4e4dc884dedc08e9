import type { ServerConfig } from "../config/server-config.js";
import { documentRoutes, gatewayRoutes, joinRoutes, kvRoutes, watchRoutes } from "../http/index.js";
import type { LeaderPlace, Route } from "../http/index.js";
import type { Answers } from "../rpc/answers.js";
import type { Calls } from "../rpc/call.js";
import type { Handlers } from "../rpc/handlers.js";
import { idOfHex } from "../rpc/hex-id.js";
import type { Member } from "./member.js";
import { KEYVAL_VERSION } from "./version.js";

export interface ClientRoutesOptions {
  readonly config: Pick<ServerConfig, "clientUrls" | "httpUrls" | "token">;
  readonly member: Member;
  readonly handlers: Handlers;
  readonly calls: Calls;
  readonly answers: Answers;
}

/** All that clients can ask of a member over HTTP without gRPC. */
export function clientRoutes({ config, member, handlers, calls, answers }: ClientRoutesOptions): Route[] {
  const leader = (): LeaderPlace => leaderPlace(member);
  const compactRevision = (): number => member.store().machine.tables.keyspace.compactRevision;
  const rest = [
    ...kvRoutes({ handlers, leader }),
    ...watchRoutes({ calls, leader, compactRevision }),
    ...joinRoutes({ ...handlers, token: isOpenToOthers(config) ? config.token : undefined }),
  ];
  return [...gatewayRoutes(calls, answers), ...rest, ...documentRoutes(rest, KEYVAL_VERSION)];
}

/** Whether others than this machine may reach its HTTP. */
function isOpenToOthers({ clientUrls, httpUrls }: ClientRoutesOptions["config"]): boolean {
  const hosts = (httpUrls.length > 0 ? httpUrls : clientUrls).flatMap((url) => (url.kind === "port" ? [url.host] : []));
  return hosts.some((host) => host !== "localhost" && host !== "::1" && !host.startsWith("127."));
}

function leaderPlace({ id, group, store }: Member): LeaderPlace {
  const leader = group.memberOf(group.leader);
  if (leader === id) return { isHere: true };
  const told = leader === undefined ? undefined : store().machine.tables.members.get(idOfHex(leader));
  return { isHere: false, url: told?.clientURLs[0]?.replace(/\/$/u, "") };
}
