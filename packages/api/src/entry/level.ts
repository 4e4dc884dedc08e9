import { CommandKind } from "./command-kind.js";

/** Of all programs from before there were levels, and of every cluster at first. */
export const FIRST_LEVEL = 1;

/**
 * How much of the log and of the state this program understands. It rises by one with whatever an older program would do in
 * another way: a kind of command, a field of the entry header that may not be skipped, a field of a command or of the
 * state, a part of the state's hash. What came with a level is used once all members have it.
 */
export const BUILD_LEVEL = FIRST_LEVEL;

/** The level with which each kind of command came. */
export const commandLevels: Readonly<Record<CommandKind, number>> = {
  [CommandKind.none]: 1,

  [CommandKind.put]: 1,
  [CommandKind.deleteRange]: 1,
  [CommandKind.txn]: 1,
  [CommandKind.compact]: 1,

  [CommandKind.leaseGrant]: 1,
  [CommandKind.leaseRevoke]: 1,
  [CommandKind.leaseRenew]: 1,
  [CommandKind.leaseExpire]: 1,
  [CommandKind.leaseTime]: 1,

  [CommandKind.authEnable]: 1,
  [CommandKind.authDisable]: 1,
  [CommandKind.userAdd]: 1,
  [CommandKind.userDelete]: 1,
  [CommandKind.userChangePassword]: 1,
  [CommandKind.userGrantRole]: 1,
  [CommandKind.userRevokeRole]: 1,
  [CommandKind.roleAdd]: 1,
  [CommandKind.roleDelete]: 1,
  [CommandKind.roleGrantPermission]: 1,
  [CommandKind.roleRevokePermission]: 1,

  [CommandKind.alarm]: 1,
  [CommandKind.memberAnnounce]: 1,
  [CommandKind.clusterVersion]: 1,
  [CommandKind.downgrade]: 1,
  [CommandKind.memberAdd]: 1,
  [CommandKind.memberRemove]: 1,
  [CommandKind.memberUpdate]: 1,
  [CommandKind.memberPromote]: 1,
  [CommandKind.clusterLevel]: 1,

  [CommandKind.sessionRegister]: 1,
  [CommandKind.sessionExpire]: 1,
};
