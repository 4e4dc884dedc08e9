import {
  AlarmAction,
  AlarmRequest,
  AlarmType,
  AuthDisableRequest,
  AuthEnableRequest,
  AuthRoleAddRequest,
  AuthRoleDeleteRequest,
  AuthRoleGrantPermissionRequest,
  AuthRoleRevokePermissionRequest,
  AuthUserDeleteRequest,
  AuthUserGrantRoleRequest,
  AuthUserRevokeRoleRequest,
  BARE_HEADER,
  ClusterLevelCommand,
  ClusterVersionCommand,
  CommandKind,
  CompactionRequest,
  CompareResult,
  CompareTarget,
  DeleteRangeRequest,
  DowngradeAction,
  DowngradeRequest,
  type EntryHeader,
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
  PermissionType,
  PutRequest,
  SessionExpireCommand,
  SessionRegisterCommand,
  TxnRequest,
  UserAddCommand,
  UserChangePasswordCommand,
} from "@keyval/api";
import { TERM } from "./logged-machine.test-helper.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

const KEY = { key: bytes("key"), rangeEnd: bytes("kez") };
const LARGE = 2n ** 62n + 1n;
const HOUR = 3_600_000;

export interface SampleCommand {
  readonly header: EntryHeader;
  readonly body: Uint8Array;
}

function command(kind: CommandKind, body: Uint8Array, fields: Partial<EntryHeader> = {}): SampleCommand {
  return { header: { ...BARE_HEADER, ...fields, kind }, body };
}

const keys: readonly SampleCommand[] = [
  command(CommandKind.none, bytes("")),
  command(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 7, TTL: 60, time: HOUR })),
  command(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: LARGE, TTL: 9_000_000_000, time: HOUR })),
  command(CommandKind.leaseGrant, LeaseGrantCommand.encode({ ID: 8, TTL: 5, time: HOUR })),
  command(CommandKind.put, PutRequest.encode({ key: KEY.key, value: bytes("1"), lease: 7, prevKv: true })),
  command(CommandKind.put, PutRequest.encode({ key: bytes("long"), value: new Uint8Array(300).fill(5), lease: LARGE })),
  command(CommandKind.put, PutRequest.encode({ key: bytes("brief"), lease: 8 })),
  command(CommandKind.put, PutRequest.encode({ key: KEY.key, ignoreLease: true })),
  command(CommandKind.put, PutRequest.encode({ key: KEY.key, ignoreValue: true })),
  command(CommandKind.deleteRange, DeleteRangeRequest.encode({ ...KEY, prevKv: true })),
  command(
    CommandKind.txn,
    TxnRequest.encode({
      compare: [
        { ...KEY, target: CompareTarget.VERSION, result: CompareResult.EQUAL, version: 0 },
        { key: bytes("long"), target: CompareTarget.VALUE, result: CompareResult.NOT_EQUAL, value: bytes("") },
        { key: bytes("long"), target: CompareTarget.LEASE, result: CompareResult.EQUAL, lease: LARGE },
      ],
      success: [
        { requestPut: { key: KEY.key, value: bytes("2") } },
        { requestTxn: { failure: [], success: [{ requestDeleteRange: { key: bytes("none") } }] } },
        { requestRange: { ...KEY, limit: 1, revision: 3 } },
      ],
      failure: [{ requestRange: KEY }],
    }),
  ),
  command(CommandKind.compact, CompactionRequest.encode({ revision: 4, physical: true })),
  command(CommandKind.leaseRenew, LeaseRenewCommand.encode({ IDs: [7, LARGE, 9], time: HOUR + 1_000 })),
  command(CommandKind.leaseTime, LeaseTimeCommand.encode({ time: HOUR + 10_000 })),
  command(CommandKind.leaseExpire, LeaseExpireCommand.encode({ IDs: [8], time: HOUR + 11_000, term: TERM })),
  command(CommandKind.leaseRevoke, LeaseRevokeRequest.encode({ ID: 7 })),
];

const members: readonly SampleCommand[] = [
  ...[11, 12, 13].map((ID) =>
    command(
      CommandKind.memberAdd,
      MemberAddCommand.encode({ ID, peerURLs: [`http://m${ID}:2380`], isLearner: ID === 13 }),
    ),
  ),
  command(
    CommandKind.memberAnnounce,
    MemberAnnounceCommand.encode({
      ID: 11,
      name: "m11",
      clientURLs: ["http://m11:2379"],
      incarnation: LARGE,
      level: 1,
    }),
  ),
  // The first, which every cluster has: there is no other yet.
  command(CommandKind.clusterLevel, ClusterLevelCommand.encode({ level: 1 })),
  command(CommandKind.clusterVersion, ClusterVersionCommand.encode({ version: "3.7.0" })),
  command(CommandKind.downgrade, DowngradeRequest.encode({ action: DowngradeAction.ENABLE, version: "3.6.0" })),
  command(CommandKind.memberPromote, MemberPromoteRequest.encode({ ID: 13 })),
  command(CommandKind.memberUpdate, MemberUpdateRequest.encode({ ID: 12, peerURLs: ["http://m12:1", "http://m12:2"] })),
  command(CommandKind.memberRemove, MemberRemoveRequest.encode({ ID: 13 })),
];

const SESSION = { session: 1, number: 1, acknowledged: 0 };

const sessions: readonly SampleCommand[] = [
  command(CommandKind.sessionRegister, SessionRegisterCommand.encode({ time: HOUR + 12_000 })),
  command(
    CommandKind.sessionRegister,
    SessionRegisterCommand.encode({ time: HOUR + 12_000, key: "key", request: bytes("digest") }),
  ),
  command(CommandKind.put, PutRequest.encode({ key: bytes("once"), value: bytes("3") }), { command: SESSION }),
  command(CommandKind.put, PutRequest.encode({ key: bytes("once"), value: bytes("3") }), { command: SESSION }),
  command(CommandKind.sessionExpire, SessionExpireCommand.encode({ sessions: [2], time: HOUR + 900_000 })),
];

/** Users are checked from a point on: who did it all before is nobody then. */
const asRoot = (authRevision: number): Partial<EntryHeader> => ({ user: "root", authRevision });

const users: readonly SampleCommand[] = [
  command(CommandKind.userAdd, UserAddCommand.encode({ name: "root", hash: bytes("a hash") })),
  command(CommandKind.userAdd, UserAddCommand.encode({ name: "ann", noPassword: true })),
  command(CommandKind.userAdd, UserAddCommand.encode({ name: "bob", hash: bytes("b hash") })),
  command(CommandKind.userChangePassword, UserChangePasswordCommand.encode({ name: "bob", hash: bytes("c hash") })),
  ...["root", "reader", "writer", "nobody"].map((name) =>
    command(CommandKind.roleAdd, AuthRoleAddRequest.encode({ name })),
  ),
  command(CommandKind.userGrantRole, AuthUserGrantRoleRequest.encode({ user: "root", role: "root" })),
  command(CommandKind.userGrantRole, AuthUserGrantRoleRequest.encode({ user: "ann", role: "reader" })),
  command(CommandKind.userGrantRole, AuthUserGrantRoleRequest.encode({ user: "ann", role: "writer" })),
  command(
    CommandKind.roleGrantPermission,
    AuthRoleGrantPermissionRequest.encode({ name: "reader", perm: { ...KEY, permType: PermissionType.READ } }),
  ),
  command(
    CommandKind.roleGrantPermission,
    AuthRoleGrantPermissionRequest.encode({
      name: "writer",
      perm: { key: bytes("\0"), rangeEnd: bytes("\0"), permType: PermissionType.READWRITE },
    }),
  ),
  command(
    CommandKind.roleRevokePermission,
    AuthRoleRevokePermissionRequest.encode({ role: "writer", key: bytes("\0"), rangeEnd: bytes("\0") }),
  ),
  command(CommandKind.authEnable, AuthEnableRequest.encode({})),
  command(CommandKind.userRevokeRole, AuthUserRevokeRoleRequest.encode({ name: "ann", role: "writer" }), asRoot(15)),
  command(CommandKind.roleDelete, AuthRoleDeleteRequest.encode({ role: "nobody" }), asRoot(16)),
  command(CommandKind.userDelete, AuthUserDeleteRequest.encode({ name: "bob" }), asRoot(17)),
  command(CommandKind.authDisable, AuthDisableRequest.encode({}), asRoot(18)),
  command(CommandKind.authEnable, AuthEnableRequest.encode({})),
];

const alarm = command(
  CommandKind.alarm,
  AlarmRequest.encode({ action: AlarmAction.ACTIVATE, memberID: 11, alarm: AlarmType.NOSPACE }),
  asRoot(19),
);

/** A log in which every kind of command does something, and leaves every table with something in it. */
export const everyCommand: readonly SampleCommand[] = [...keys, ...members, ...sessions, ...users, alarm];
