import {
  AlarmRequest,
  AuthDisableRequest,
  AuthEnableRequest,
  AuthRoleAddRequest,
  AuthRoleDeleteRequest,
  AuthRoleGrantPermissionRequest,
  AuthRoleRevokePermissionRequest,
  AuthUserDeleteRequest,
  AuthUserGrantRoleRequest,
  AuthUserRevokeRoleRequest,
  ClusterVersionCommand,
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  DowngradeRequest,
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
  type MessageCodec,
  PutRequest,
  SessionExpireCommand,
  SessionRegisterCommand,
  TxnRequest,
  UserAddCommand,
  UserChangePasswordCommand,
} from "@keyval/api";

type CommandCodec = Pick<MessageCodec<object>, "name"> & { decode(bytes: Uint8Array): object };

/** What the body of each kind of command is. */
const messages: Readonly<Record<Exclude<CommandKind, 0>, CommandCodec>> = {
  [CommandKind.put]: PutRequest,
  [CommandKind.deleteRange]: DeleteRangeRequest,
  [CommandKind.txn]: TxnRequest,
  [CommandKind.compact]: CompactionRequest,
  [CommandKind.leaseGrant]: LeaseGrantCommand,
  [CommandKind.leaseRevoke]: LeaseRevokeRequest,
  [CommandKind.leaseRenew]: LeaseRenewCommand,
  [CommandKind.leaseExpire]: LeaseExpireCommand,
  [CommandKind.leaseTime]: LeaseTimeCommand,
  [CommandKind.authEnable]: AuthEnableRequest,
  [CommandKind.authDisable]: AuthDisableRequest,
  [CommandKind.userAdd]: UserAddCommand,
  [CommandKind.userDelete]: AuthUserDeleteRequest,
  [CommandKind.userChangePassword]: UserChangePasswordCommand,
  [CommandKind.userGrantRole]: AuthUserGrantRoleRequest,
  [CommandKind.userRevokeRole]: AuthUserRevokeRoleRequest,
  [CommandKind.roleAdd]: AuthRoleAddRequest,
  [CommandKind.roleDelete]: AuthRoleDeleteRequest,
  [CommandKind.roleGrantPermission]: AuthRoleGrantPermissionRequest,
  [CommandKind.roleRevokePermission]: AuthRoleRevokePermissionRequest,
  [CommandKind.alarm]: AlarmRequest,
  [CommandKind.memberAnnounce]: MemberAnnounceCommand,
  [CommandKind.clusterVersion]: ClusterVersionCommand,
  [CommandKind.downgrade]: DowngradeRequest,
  [CommandKind.memberAdd]: MemberAddCommand,
  [CommandKind.memberRemove]: MemberRemoveRequest,
  [CommandKind.memberUpdate]: MemberUpdateRequest,
  [CommandKind.memberPromote]: MemberPromoteRequest,
  [CommandKind.sessionRegister]: SessionRegisterCommand,
  [CommandKind.sessionExpire]: SessionExpireCommand,
};

/** Undefined for a command without a body, and for a kind that is newer than this program. */
export function messageOf(kind: number): CommandCodec | undefined {
  return (messages as Readonly<Record<number, CommandCodec>>)[kind];
}

/** The name of a kind; undefined for one that is newer than this program. */
export function nameOf(kind: number): string | undefined {
  return Object.entries(CommandKind).find(([, number]) => number === kind)?.[0];
}
