/**
 * What the body of a command in the log is; `commandCodecs` has the message of each. The numbers are written to disks:
 * none is ever changed or used again, and a new kind takes the next one of its group.
 */
export const CommandKind = {
  /** No body: the group's log moves on and nothing changes. */
  none: 0,

  put: 1,
  deleteRange: 2,
  txn: 3,
  compact: 4,

  leaseGrant: 10,
  leaseRevoke: 11,
  leaseRenew: 12,
  leaseExpire: 13,
  leaseTime: 14,

  authEnable: 20,
  authDisable: 21,
  userAdd: 22,
  userDelete: 23,
  userChangePassword: 24,
  userGrantRole: 25,
  userRevokeRole: 26,
  roleAdd: 27,
  roleDelete: 28,
  roleGrantPermission: 29,
  roleRevokePermission: 30,

  alarm: 40,
  memberAnnounce: 41,
  clusterVersion: 42,
  downgrade: 43,
  /** `MemberAddCommand` */
  memberAdd: 44,
  /** `MemberRemoveRequest` */
  memberRemove: 45,
  /** `MemberUpdateRequest` */
  memberUpdate: 46,
  /** `MemberPromoteRequest` */
  memberPromote: 47,
  clusterLevel: 48,

  sessionRegister: 50,
  sessionExpire: 51,
} as const;

export type CommandKind = (typeof CommandKind)[keyof typeof CommandKind];
