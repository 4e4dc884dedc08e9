/** Status codes of gRPC that etcd's errors have. */
const CANCELED = 1;
const UNKNOWN = 2;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const FAILED_PRECONDITION = 9;
const OUT_OF_RANGE = 11;
const UNIMPLEMENTED = 12;
const INTERNAL = 13;
const UNAVAILABLE = 14;
const DATA_LOSS = 15;
const UNAUTHENTICATED = 16;

/** How an error leaves the server. Clients of etcd tell errors apart by both. */
export interface Status {
  readonly code: number;
  readonly message: string;
}

/**
 * Every error that a client can get: by the name that the code uses, with the code and the exact text of etcd 3.7.1.
 * Where that server sends an error otherwise than its own table declares it, what it sends counts.
 */
export const errors = {
  watchCanceled: etcd(CANCELED, "watch canceled"),
  requestCanceled: etcd(CANCELED, "request canceled"),

  notEnoughStartedMembers: etcd(UNKNOWN, "re-configuration failed due to not enough started members"),
  tooManyRequests: etcd(UNKNOWN, "too many requests"),
  passwordForNoPasswordUser: {
    code: UNKNOWN,
    message: "auth: authentication failed, password was given for no password user",
  },
  unknownMethod: etcd(UNKNOWN, "unknown method"),
  timeoutLeaderTransfer: etcd(UNKNOWN, "request timed out, leader transfer took too long"),
  lockSessionExpired: { code: UNKNOWN, message: "mutex: session is expired" },
  electionNotLeader: { code: UNKNOWN, message: "election: not leader" },
  electionNoLeader: { code: UNKNOWN, message: "election: no leader" },
  leaderFieldMissing: { code: UNKNOWN, message: '"leader" field must be provided' },

  emptyKey: etcd(INVALID_ARGUMENT, "key is not provided"),
  keyNotFound: etcd(INVALID_ARGUMENT, "key not found"),
  valueProvided: etcd(INVALID_ARGUMENT, "value is provided"),
  leaseProvided: etcd(INVALID_ARGUMENT, "lease is provided"),
  tooManyOps: etcd(INVALID_ARGUMENT, "too many operations in txn request"),
  duplicateKey: etcd(INVALID_ARGUMENT, "duplicate key given in txn request"),
  invalidClientApiVersion: etcd(INVALID_ARGUMENT, "invalid client api version"),
  invalidSortOption: etcd(INVALID_ARGUMENT, "invalid sort option"),
  invalidMemberUrls: etcd(INVALID_ARGUMENT, "given member URLs are invalid"),
  requestTooLarge: etcd(INVALID_ARGUMENT, "request is too large"),
  userEmpty: etcd(INVALID_ARGUMENT, "user name is empty"),
  roleEmpty: etcd(INVALID_ARGUMENT, "role name is empty"),
  authFailed: etcd(INVALID_ARGUMENT, "authentication failed, invalid user ID or password"),
  permissionNotGiven: etcd(INVALID_ARGUMENT, "permission not given"),
  invalidAuthManagement: etcd(INVALID_ARGUMENT, "invalid auth management"),
  authOldRevision: etcd(INVALID_ARGUMENT, "revision of auth store is old"),
  wrongDowngradeVersionFormat: etcd(INVALID_ARGUMENT, "wrong downgrade target version format"),
  invalidDowngradeTargetVersion: etcd(INVALID_ARGUMENT, "invalid downgrade target version"),

  deadlineExceeded: etcd(DEADLINE_EXCEEDED, "context deadline exceeded"),

  leaseNotFound: etcd(NOT_FOUND, "requested lease not found"),
  memberNotFound: etcd(NOT_FOUND, "member not found"),

  permissionDenied: etcd(PERMISSION_DENIED, "permission denied"),

  noSpace: etcd(RESOURCE_EXHAUSTED, "mvcc: database space exceeded"),

  leaseExists: etcd(FAILED_PRECONDITION, "lease already exists"),
  memberExists: etcd(FAILED_PRECONDITION, "member ID already exist"),
  peerUrlExists: etcd(FAILED_PRECONDITION, "Peer URLs already exists"),
  memberNotLearner: etcd(FAILED_PRECONDITION, "can only promote a learner member"),
  learnerNotReady: etcd(FAILED_PRECONDITION, "can only promote a learner member which is in sync with leader"),
  tooManyLearners: etcd(FAILED_PRECONDITION, "too many learner members in cluster"),
  clusterIdMismatch: etcd(FAILED_PRECONDITION, "cluster ID mismatch"),
  rootUserNotExist: etcd(FAILED_PRECONDITION, "root user does not exist"),
  rootRoleNotExist: etcd(FAILED_PRECONDITION, "root user does not have root role"),
  userExists: etcd(FAILED_PRECONDITION, "user name already exists"),
  userNotFound: etcd(FAILED_PRECONDITION, "user name not found"),
  roleExists: etcd(FAILED_PRECONDITION, "role name already exists"),
  roleNotFound: etcd(FAILED_PRECONDITION, "role name not found"),
  roleNotGranted: etcd(FAILED_PRECONDITION, "role is not granted to the user"),
  permissionNotGranted: etcd(FAILED_PRECONDITION, "permission is not granted to the role"),
  authNotEnabled: etcd(FAILED_PRECONDITION, "authentication is not enabled"),
  notLeader: etcd(FAILED_PRECONDITION, "not leader"),
  notCapable: etcd(FAILED_PRECONDITION, "not capable"),
  notSupportedForLearner: etcd(FAILED_PRECONDITION, "rpc not supported for learner"),
  badLeaderTransferee: etcd(FAILED_PRECONDITION, "bad leader transferee"),
  noClusterVersion: etcd(FAILED_PRECONDITION, "cluster version not found during downgrade"),
  downgradeInProgress: etcd(FAILED_PRECONDITION, "cluster has a downgrade job in progress"),
  noInflightDowngrade: etcd(FAILED_PRECONDITION, "no inflight downgrade job"),

  compacted: etcd(OUT_OF_RANGE, "mvcc: required revision has been compacted"),
  futureRevision: etcd(OUT_OF_RANGE, "mvcc: required revision is a future revision"),
  leaseTtlTooLarge: etcd(OUT_OF_RANGE, "too large lease TTL"),

  rangeStreamSort: { code: UNIMPLEMENTED, message: "RangeStream does not support custom sort orders" },
  rangeStreamFilter: { code: UNIMPLEMENTED, message: "RangeStream does not support revision filters" },

  noLeader: etcd(UNAVAILABLE, "no leader"),
  leaderChanged: etcd(UNAVAILABLE, "leader changed"),
  stopped: etcd(UNAVAILABLE, "server stopped"),
  timeout: etcd(UNAVAILABLE, "request timed out"),
  timeoutLeaderFailed: etcd(UNAVAILABLE, "request timed out, possibly due to previous leader failure"),
  timeoutConnectionLost: etcd(UNAVAILABLE, "request timed out, possibly due to connection lost"),
  timeoutAppliedIndex: etcd(UNAVAILABLE, "request timed out, waiting for the applied index took too long"),
  unhealthyCluster: etcd(UNAVAILABLE, "unhealthy cluster"),

  corrupt: etcd(DATA_LOSS, "corrupt cluster"),

  invalidAuthToken: etcd(UNAUTHENTICATED, "invalid auth token"),

  // KeyVal's own, without a counterpart in etcd: each says what to do.
  storeReplaced: {
    code: UNAVAILABLE,
    message: "this member was brought up to date by a snapshot: begin again, and a watch behind the last event",
  },
  /** Behind it stands what it waits for. */
  notReady: { code: UNAVAILABLE, message: "this member is not ready" },
  awaitsUpgrade: {
    code: FAILED_PRECONDITION,
    message: "some members run a version that does not know this yet: upgrade them, and try again",
  },
  memberTooOld: {
    code: FAILED_PRECONDITION,
    message: "the cluster uses what this version does not know: start a newer one",
  },
  malformedCommand: { code: INTERNAL, message: "the request can not be read: check what the client sends" },
  sessionNotFound: {
    code: FAILED_PRECONDITION,
    message: "there is no such session, or it has expired: open a new one; what happened to its commands is unknown",
  },
  tooManySessions: {
    code: FAILED_PRECONDITION,
    message: "there are too many sessions: use fewer, or wait until some expire",
  },
  tooManyUnacknowledged: {
    code: FAILED_PRECONDITION,
    message: "the session keeps too many results: acknowledge those that have arrived, and try again",
  },
  logReleased: {
    code: OUT_OF_RANGE,
    message: "the log does not keep what comes next any more: read on from 0, which is the oldest that it keeps",
  },
  changesCompacted: {
    code: OUT_OF_RANGE,
    message: "what has changed since the snapshot before is compacted in part: take a whole one",
  },
  otherHistory: {
    code: FAILED_PRECONDITION,
    message: "the snapshot before was taken of another cluster, or before this one was restored: take a whole one",
  },
  behindSnapshot: {
    code: FAILED_PRECONDITION,
    message: "this member does not have all yet that the snapshot before has: ask another one, or try again",
  },
  tooMuchToAnswer: {
    code: RESOURCE_EXHAUSTED,
    message:
      "the answer would be too large to be sent as one, so nothing was changed: change fewer keys at a time, or ask for no values",
  },
  answerTooLarge: {
    code: RESOURCE_EXHAUSTED,
    message:
      "the answer is too large to be sent as one: ask for less with a limit, by pages or as a stream; what was to change is changed",
  },
  tooManyAnswers: {
    code: RESOURCE_EXHAUSTED,
    message:
      "too many answers are on their way to send this one: read those, and ask again; what was to change is changed",
  },
  peerTlsMissing: {
    code: INVALID_ARGUMENT,
    message: "members can not be reached by TLS, which does not exist yet: give them URLs with http or unix",
  },
  notInSession: {
    code: INVALID_ARGUMENT,
    message: "this call can not be numbered in a session: make it without, and again only if that does no harm",
  },
  answeredBefore: {
    code: FAILED_PRECONDITION,
    message: "the session has acknowledged the answer of this command: give each command a number of its own",
  },
  sessionKeyReused: {
    code: INVALID_ARGUMENT,
    message: "this key was given to another request before: give each request a key of its own",
  },
  resultNotKept: {
    code: FAILED_PRECONDITION,
    message: "the command was done before, but its result was too large to be kept: read what it changed",
  },
} as const satisfies Readonly<Record<string, Status>>;

export type ErrorName = keyof typeof errors;

export function statusOf(name: ErrorName): Status {
  return errors[name];
}

/** Why a watch was refused, where it is not one of the errors above: texts of `cancel_reason`. */
export const watchRefusals = {
  emptyRange: "mvcc: watcher range is empty",
  duplicateWatchId: "mvcc: duplicate watch ID provided on the WatchStream",
} as const;

function etcd(code: number, text: string): Status {
  return { code, message: `etcdserver: ${text}` };
}
