import {
  AlarmAction,
  AlarmRequest,
  ClusterLevelCommand,
  ClusterVersionCommand,
  CommandKind,
  DowngradeRequest,
  type ErrorName,
  MemberAddCommand,
  MemberAnnounceCommand,
  MemberPromoteRequest,
  MemberRemoveRequest,
  MemberUpdateRequest,
  type MessageCodec,
} from "@keyval/api";
import type { Rpc } from "../auth/access-of.js";
import { authorize } from "../auth/authorize.js";
import type { Members } from "../members/members.js";
import { Refusal } from "../refusal.js";
import { DONE } from "../result.js";
import type { CommandHandler } from "./command-handler.js";

type MemberRpc = Extract<Rpc, `Cluster.${string}`>;

/** A member raises its own alarm in the name of root; one that was removed meanwhile could never clear it. */
const applyAlarm: CommandHandler = ({ auth, leases, alarms, members }, body, caller) => {
  const request = AlarmRequest.decode(body);
  const error = authorize(auth, leases, caller, "Maintenance.Alarm", request);
  if (error !== undefined) return new Refusal(error);
  const isLate = request.action === AlarmAction.ACTIVATE && members.isRemoved(request.memberID);
  return { header: undefined, alarms: isLate ? [] : alarms.apply(request) };
};

const applyDowngrade: CommandHandler = ({ auth, leases, versions }, body, caller) => {
  const request = DowngradeRequest.decode(body);
  const error = authorize(auth, leases, caller, "Maintenance.Downgrade", request);
  if (error !== undefined) return new Refusal(error);
  const outcome = versions.applyDowngrade(request);
  return "error" in outcome ? new Refusal(outcome.error) : { header: undefined, version: outcome.version };
};

/** Decided by the leader. */
const applyClusterVersion: CommandHandler = ({ versions }, body) => {
  const error = versions.setClusterVersion(ClusterVersionCommand.decode(body).version);
  return error === undefined ? DONE : new Refusal(error);
};

/** Decided by the leader. */
const applyClusterLevel: CommandHandler = ({ members }, body) => {
  const error = members.raiseLevel(ClusterLevelCommand.decode(body).level);
  return error === undefined ? DONE : new Refusal(error);
};

/** Said by the member itself. */
const applyMemberAnnounce: CommandHandler = ({ members }, body) => {
  const error = members.announce(MemberAnnounceCommand.decode(body));
  return error === undefined ? DONE : new Refusal(error);
};

const memberAdd = memberHandler(MemberAddCommand, "Cluster.MemberAdd", (members, command) => members.add(command));
const memberUpdate = memberHandler(MemberUpdateRequest, "Cluster.MemberUpdate", (members, { ID, peerURLs }) =>
  members.updatePeerUrls(ID, peerURLs),
);
const memberPromote = memberHandler(MemberPromoteRequest, "Cluster.MemberPromote", (members, { ID }) =>
  members.promote(ID),
);
const removeMember = memberHandler(MemberRemoveRequest, "Cluster.MemberRemove", (members, { ID }) =>
  members.remove(ID),
);

/** Nobody could clear the alarms of a member that is gone but an admin. */
const memberRemove: CommandHandler = (tables, body, caller, position) => {
  const result = removeMember(tables, body, caller, position);
  if (!(result instanceof Refusal)) tables.alarms.forget(MemberRemoveRequest.decode(body).ID);
  return result;
};

export const clusterHandlers = {
  [CommandKind.alarm]: applyAlarm,
  [CommandKind.downgrade]: applyDowngrade,
  [CommandKind.clusterVersion]: applyClusterVersion,
  [CommandKind.memberAnnounce]: applyMemberAnnounce,
  [CommandKind.memberAdd]: memberAdd,
  [CommandKind.memberRemove]: memberRemove,
  [CommandKind.memberUpdate]: memberUpdate,
  [CommandKind.memberPromote]: memberPromote,
  [CommandKind.clusterLevel]: applyClusterLevel,
};

/** Answers with all members as they are then. */
function memberHandler<Command>(
  codec: MessageCodec<Command>,
  rpc: MemberRpc,
  change: (members: Members, command: Command) => ErrorName | undefined,
): CommandHandler {
  return ({ auth, leases, members }, body, caller) => {
    const command = codec.decode(body);
    const error = authorize(auth, leases, caller, rpc, undefined) ?? change(members, command);
    return error === undefined ? { header: undefined, members: members.list() } : new Refusal(error);
  };
}
