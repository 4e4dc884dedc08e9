import {
  AuthDisableRequest,
  AuthEnableRequest,
  AuthRoleAddRequest,
  AuthRoleDeleteRequest,
  AuthRoleGrantPermissionRequest,
  AuthRoleRevokePermissionRequest,
  AuthUserDeleteRequest,
  AuthUserGrantRoleRequest,
  AuthUserRevokeRoleRequest,
} from "../generated/etcdserverpb/auth.js";
import { CompactionRequest, DeleteRangeRequest, PutRequest, TxnRequest } from "../generated/etcdserverpb/kv.js";
import { LeaseRevokeRequest } from "../generated/etcdserverpb/lease.js";
import { AlarmRequest, DowngradeRequest } from "../generated/etcdserverpb/maintenance.js";
import {
  ClusterLevelCommand,
  ClusterVersionCommand,
  LeaseExpireCommand,
  LeaseGrantCommand,
  LeaseRenewCommand,
  LeaseTimeCommand,
  MemberAddCommand,
  MemberAnnounceCommand,
  SessionExpireCommand,
  SessionRegisterCommand,
  UserAddCommand,
  UserChangePasswordCommand,
} from "../generated/keyval/commands.js";
import { MemberPromoteRequest, MemberRemoveRequest, MemberUpdateRequest } from "../generated/etcdserverpb/cluster.js";
import { CommandKind } from "./command-kind.js";

/** What the body of each kind of command is. A request of etcd's is in the bytes that the client sent. */
export const commandCodecs = {
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
  [CommandKind.clusterLevel]: ClusterLevelCommand,

  [CommandKind.sessionRegister]: SessionRegisterCommand,
  [CommandKind.sessionExpire]: SessionExpireCommand,
} as const satisfies Readonly<Record<Exclude<CommandKind, 0>, { readonly name: string }>>;
