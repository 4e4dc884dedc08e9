/**
 * What the body of a command in the log is. The numbers are written to disks: none is ever changed or used again, and a new kind
 * takes the next one. Bodies are the messages named beside them, in the bytes that the client sent where it is a request
 * of etcd's.
 */
export const CommandKind = {
  /** No body: the group's log moves on and nothing changes. */
  none: 0,

  /** `PutRequest` */
  put: 1,
  /** `DeleteRangeRequest` */
  deleteRange: 2,
  /** `TxnRequest` */
  txn: 3,
  /** `CompactionRequest` */
  compact: 4,

  /** `LeaseGrantCommand` */
  leaseGrant: 10,
  /** `LeaseRevokeRequest` */
  leaseRevoke: 11,
  /** `LeaseRenewCommand` */
  leaseRenew: 12,
  /** `LeaseExpireCommand` */
  leaseExpire: 13,
  /** `LeaseTimeCommand` */
  leaseTime: 14,

  /** `AuthEnableRequest` */
  authEnable: 20,
  /** `AuthDisableRequest` */
  authDisable: 21,
  /** `UserAddCommand` */
  userAdd: 22,
  /** `AuthUserDeleteRequest` */
  userDelete: 23,
  /** `UserChangePasswordCommand` */
  userChangePassword: 24,
  /** `AuthUserGrantRoleRequest` */
  userGrantRole: 25,
  /** `AuthUserRevokeRoleRequest` */
  userRevokeRole: 26,
  /** `AuthRoleAddRequest` */
  roleAdd: 27,
  /** `AuthRoleDeleteRequest` */
  roleDelete: 28,
  /** `AuthRoleGrantPermissionRequest` */
  roleGrantPermission: 29,
  /** `AuthRoleRevokePermissionRequest` */
  roleRevokePermission: 30,

  /** `AlarmRequest` */
  alarm: 40,
  /** `MemberAnnounceCommand` */
  memberAnnounce: 41,
  /** `ClusterVersionCommand` */
  clusterVersion: 42,
  /** `DowngradeRequest` */
  downgrade: 43,
  /** `MemberAddCommand` */
  memberAdd: 44,
  /** `MemberRemoveRequest` */
  memberRemove: 45,
  /** `MemberUpdateRequest` */
  memberUpdate: 46,
  /** `MemberPromoteRequest` */
  memberPromote: 47,

  /** `SessionRegisterCommand` */
  sessionRegister: 50,
  /** `SessionExpireCommand` */
  sessionExpire: 51,
} as const;

export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];
