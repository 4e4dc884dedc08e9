import {
  AlarmRequest,
  ClusterLevelCommand,
  CommandKind,
  CompactionRequest,
  DecodeError,
  DeleteRangeRequest,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseRevokeRequest,
  LeaseTimeCommand,
  MemberAddCommand,
  MemberAnnounceCommand,
  MemberPromoteRequest,
  MemberRemoveRequest,
  MemberUpdateRequest,
  PutRequest,
  SessionExpireCommand,
  SessionRegisterCommand,
  TxnRequest,
} from "@keyval/api";
import { type Model, type ModelAnswer, type ModelTold, NEXT_KIND } from "@keyval/statemachine/model";
import type { CommittedCommand } from "./history.js";

/** What members propose for themselves, as no command of a session. */
const OWN_KINDS: readonly number[] = [
  CommandKind.none,
  CommandKind.leaseRenew,
  CommandKind.leaseExpire,
  CommandKind.leaseTime,
  CommandKind.memberAnnounce,
  CommandKind.clusterVersion,
  CommandKind.clusterLevel,
  CommandKind.sessionRegister,
  CommandKind.sessionExpire,
];

export interface Ran extends ModelTold {
  /** Whether nothing was done, because the session had seen the command before. */
  readonly isRepeated: boolean;
}

/** Does a command of the log in the model; `next` is the revision that it takes if it changes a key. */
export function runCommand(model: Model, next: number, command: CommittedCommand): Ran {
  const { header } = command;
  const run = (): ModelAnswer => readAnswerOf(model, next, command);
  const id = OWN_KINDS.includes(header.kind) ? undefined : header.command;
  if (id !== undefined) return model.once(id, header.kind, header, run);
  const answer = run();
  return { answer, revision: model.revision, isRepeated: false };
}

function readAnswerOf(model: Model, next: number, command: CommittedCommand): ModelAnswer {
  try {
    return answerOf(model, next, command);
  } catch (error) {
    // Decoding comes before all else, so nothing has changed.
    if (error instanceof DecodeError) return "malformedCommand";
    throw error;
  }
}

function answerOf(model: Model, next: number, command: CommittedCommand): ModelAnswer {
  const { header, body } = command;
  switch (header.kind) {
    case CommandKind.put:
    case NEXT_KIND:
      return model.put(next, PutRequest.decode(body));
    case CommandKind.deleteRange:
      return model.deleteRange(next, DeleteRangeRequest.decode(body));
    case CommandKind.txn:
      return model.txn(next, TxnRequest.decode(body));
    case CommandKind.compact:
      return model.compact(CompactionRequest.decode(body).revision);
    case CommandKind.alarm:
      return model.alarm(AlarmRequest.decode(body));
    case CommandKind.sessionRegister:
      return model.register(SessionRegisterCommand.decode(body), header);
    case CommandKind.sessionExpire:
      return model.expireSessions(SessionExpireCommand.decode(body));
    default:
      return leaseAnswerOf(model, next, command);
  }
}

function leaseAnswerOf(model: Model, next: number, { header, body, term }: CommittedCommand): ModelAnswer {
  switch (header.kind) {
    case CommandKind.leaseGrant:
      return model.grant(LeaseGrantCommand.decode(body));
    case CommandKind.leaseRevoke:
      return model.revoke(next, LeaseRevokeRequest.decode(body).ID);
    case CommandKind.leaseRenew:
      return model.renew(LeaseRenewCommand.decode(body));
    case CommandKind.leaseExpire:
      return model.expire(next, LeaseExpireCommand.decode(body), term);
    case CommandKind.leaseTime:
      model.leases.pass(LeaseTimeCommand.decode(body).time);
      return {};
    default:
      return memberAnswerOf(model, header.kind, body);
  }
}

/** What is about the version of the cluster has nothing to do with keys or members. */
function memberAnswerOf(model: Model, kind: number, body: Uint8Array): ModelAnswer {
  switch (kind) {
    case CommandKind.memberAdd:
      return model.changeMembers((members) => members.add(MemberAddCommand.decode(body)));
    case CommandKind.memberUpdate: {
      const { ID, peerURLs } = MemberUpdateRequest.decode(body);
      return model.changeMembers((members) => members.update(ID, peerURLs));
    }
    case CommandKind.memberPromote:
      return model.changeMembers((members) => members.promote(MemberPromoteRequest.decode(body).ID));
    case CommandKind.memberRemove:
      return model.removeMember(MemberRemoveRequest.decode(body).ID);
    case CommandKind.memberAnnounce:
      return model.changeMembers((members) => void members.announce(MemberAnnounceCommand.decode(body)));
    case CommandKind.clusterLevel:
      return model.changeMembers((members) => void members.raiseLevel(ClusterLevelCommand.decode(body).level));
    default:
      return {};
  }
}
