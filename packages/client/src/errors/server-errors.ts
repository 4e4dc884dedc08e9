import type { ErrorName } from "@keyval/api";
import { doubt, refusal, type ServerErrorClass } from "./server-error.js";

// By these a server says no: nothing has changed.

export class UnknownMethod extends refusal("unknownMethod") {}
export class NotEnoughStartedMembers extends refusal("notEnoughStartedMembers") {}
export class TooManyRequests extends refusal("tooManyRequests") {}
export class PasswordForNoPasswordUser extends refusal("passwordForNoPasswordUser") {}
export class ElectionNoLeader extends refusal("electionNoLeader") {}
export class LeaderFieldMissing extends refusal("leaderFieldMissing") {}
export class EmptyKey extends refusal("emptyKey") {}
export class KeyNotFound extends refusal("keyNotFound") {}
export class ValueProvided extends refusal("valueProvided") {}
export class LeaseProvided extends refusal("leaseProvided") {}
export class TooManyOps extends refusal("tooManyOps") {}
export class DuplicateKey extends refusal("duplicateKey") {}
export class InvalidClientApiVersion extends refusal("invalidClientApiVersion") {}
export class InvalidSortOption extends refusal("invalidSortOption") {}
export class InvalidMemberUrls extends refusal("invalidMemberUrls") {}
export class RequestTooLarge extends refusal("requestTooLarge") {}
export class UserEmpty extends refusal("userEmpty") {}
export class RoleEmpty extends refusal("roleEmpty") {}
export class AuthFailed extends refusal("authFailed") {}
export class PermissionNotGiven extends refusal("permissionNotGiven") {}
export class InvalidAuthManagement extends refusal("invalidAuthManagement") {}
export class AuthOldRevision extends refusal("authOldRevision") {}
export class WrongDowngradeVersionFormat extends refusal("wrongDowngradeVersionFormat") {}
export class InvalidDowngradeTargetVersion extends refusal("invalidDowngradeTargetVersion") {}
export class LeaseNotFound extends refusal("leaseNotFound") {}
export class MemberNotFound extends refusal("memberNotFound") {}
export class PermissionDenied extends refusal("permissionDenied") {}
export class NoSpace extends refusal("noSpace") {}
export class LeaseExists extends refusal("leaseExists") {}
export class MemberExists extends refusal("memberExists") {}
export class PeerUrlExists extends refusal("peerUrlExists") {}
export class MemberNotLearner extends refusal("memberNotLearner") {}
export class LearnerNotReady extends refusal("learnerNotReady") {}
export class TooManyLearners extends refusal("tooManyLearners") {}
export class ClusterIdMismatch extends refusal("clusterIdMismatch") {}
export class RootUserNotExist extends refusal("rootUserNotExist") {}
export class RootRoleNotExist extends refusal("rootRoleNotExist") {}
export class UserExists extends refusal("userExists") {}
export class UserNotFound extends refusal("userNotFound") {}
export class RoleExists extends refusal("roleExists") {}
export class RoleNotFound extends refusal("roleNotFound") {}
export class RoleNotGranted extends refusal("roleNotGranted") {}
export class PermissionNotGranted extends refusal("permissionNotGranted") {}
export class AuthNotEnabled extends refusal("authNotEnabled") {}
export class NotLeader extends refusal("notLeader") {}
export class NotCapable extends refusal("notCapable") {}
export class NotSupportedForLearner extends refusal("notSupportedForLearner") {}
export class BadLeaderTransferee extends refusal("badLeaderTransferee") {}
export class NoClusterVersion extends refusal("noClusterVersion") {}
export class DowngradeInProgress extends refusal("downgradeInProgress") {}
export class NoInflightDowngrade extends refusal("noInflightDowngrade") {}
export class Compacted extends refusal("compacted") {}
export class FutureRevision extends refusal("futureRevision") {}
export class LeaseTtlTooLarge extends refusal("leaseTtlTooLarge") {}
export class RangeStreamSort extends refusal("rangeStreamSort") {}
export class RangeStreamFilter extends refusal("rangeStreamFilter") {}
export class NoLeader extends refusal("noLeader") {}
export class UnhealthyCluster extends refusal("unhealthyCluster") {}
export class CorruptCluster extends refusal("corrupt") {}
export class InvalidAuthToken extends refusal("invalidAuthToken") {}
export class NotReady extends refusal("notReady") {}
export class StoreReplaced extends refusal("storeReplaced") {}
export class SessionKeyReused extends refusal("sessionKeyReused") {}
export class TooManySessions extends refusal("tooManySessions") {}
export class LogReleased extends refusal("logReleased") {}
export class ChangesCompacted extends refusal("changesCompacted") {}
export class OtherHistory extends refusal("otherHistory") {}
export class BehindSnapshot extends refusal("behindSnapshot") {}
export class TooMuchToAnswer extends refusal("tooMuchToAnswer") {}
export class PeerTlsMissing extends refusal("peerTlsMissing") {}
export class NotInSession extends refusal("notInSession") {}
export class TooManyUnacknowledged extends refusal("tooManyUnacknowledged") {}

// After these nobody can say whether a change took place, or will.

export class LockSessionExpired extends doubt("lockSessionExpired") {}
export class ElectionNotLeader extends doubt("electionNotLeader") {}
export class WatchCanceled extends doubt("watchCanceled") {}
export class RequestCanceled extends doubt("requestCanceled") {}
export class DeadlineExceeded extends doubt("deadlineExceeded") {}
export class LeaderChanged extends doubt("leaderChanged") {}
export class ServerStopped extends doubt("stopped") {}
export class RequestTimedOut extends doubt("timeout") {}
export class TimedOutLeaderTransfer extends doubt("timeoutLeaderTransfer") {}
export class TimedOutLeaderFailed extends doubt("timeoutLeaderFailed") {}
export class TimedOutConnectionLost extends doubt("timeoutConnectionLost") {}
export class TimedOutAppliedIndex extends doubt("timeoutAppliedIndex") {}
export class AwaitsUpgrade extends refusal("awaitsUpgrade") {}
export class MemberTooOld extends refusal("memberTooOld") {}
export class MalformedCommand extends doubt("malformedCommand") {}
export class SessionNotFound extends doubt("sessionNotFound") {}
export class AnsweredBefore extends doubt("answeredBefore") {}
export class ResultNotKept extends doubt("resultNotKept") {}
export class AnswerTooLarge extends doubt("answerTooLarge") {}
export class TooManyAnswers extends doubt("tooManyAnswers") {}

/** The class of each error that a server can tell. */
export const serverErrors: Readonly<Record<ErrorName, ServerErrorClass>> = {
  watchCanceled: WatchCanceled,
  requestCanceled: RequestCanceled,
  notEnoughStartedMembers: NotEnoughStartedMembers,
  tooManyRequests: TooManyRequests,
  passwordForNoPasswordUser: PasswordForNoPasswordUser,
  unknownMethod: UnknownMethod,
  timeoutLeaderTransfer: TimedOutLeaderTransfer,
  lockSessionExpired: LockSessionExpired,
  electionNotLeader: ElectionNotLeader,
  electionNoLeader: ElectionNoLeader,
  leaderFieldMissing: LeaderFieldMissing,
  emptyKey: EmptyKey,
  keyNotFound: KeyNotFound,
  valueProvided: ValueProvided,
  leaseProvided: LeaseProvided,
  tooManyOps: TooManyOps,
  duplicateKey: DuplicateKey,
  invalidClientApiVersion: InvalidClientApiVersion,
  invalidSortOption: InvalidSortOption,
  invalidMemberUrls: InvalidMemberUrls,
  requestTooLarge: RequestTooLarge,
  userEmpty: UserEmpty,
  roleEmpty: RoleEmpty,
  authFailed: AuthFailed,
  permissionNotGiven: PermissionNotGiven,
  invalidAuthManagement: InvalidAuthManagement,
  authOldRevision: AuthOldRevision,
  wrongDowngradeVersionFormat: WrongDowngradeVersionFormat,
  invalidDowngradeTargetVersion: InvalidDowngradeTargetVersion,
  deadlineExceeded: DeadlineExceeded,
  leaseNotFound: LeaseNotFound,
  memberNotFound: MemberNotFound,
  permissionDenied: PermissionDenied,
  noSpace: NoSpace,
  leaseExists: LeaseExists,
  memberExists: MemberExists,
  peerUrlExists: PeerUrlExists,
  memberNotLearner: MemberNotLearner,
  learnerNotReady: LearnerNotReady,
  tooManyLearners: TooManyLearners,
  clusterIdMismatch: ClusterIdMismatch,
  rootUserNotExist: RootUserNotExist,
  rootRoleNotExist: RootRoleNotExist,
  userExists: UserExists,
  userNotFound: UserNotFound,
  roleExists: RoleExists,
  roleNotFound: RoleNotFound,
  roleNotGranted: RoleNotGranted,
  permissionNotGranted: PermissionNotGranted,
  authNotEnabled: AuthNotEnabled,
  notLeader: NotLeader,
  notCapable: NotCapable,
  notSupportedForLearner: NotSupportedForLearner,
  badLeaderTransferee: BadLeaderTransferee,
  noClusterVersion: NoClusterVersion,
  downgradeInProgress: DowngradeInProgress,
  noInflightDowngrade: NoInflightDowngrade,
  compacted: Compacted,
  futureRevision: FutureRevision,
  leaseTtlTooLarge: LeaseTtlTooLarge,
  rangeStreamSort: RangeStreamSort,
  rangeStreamFilter: RangeStreamFilter,
  noLeader: NoLeader,
  leaderChanged: LeaderChanged,
  stopped: ServerStopped,
  timeout: RequestTimedOut,
  timeoutLeaderFailed: TimedOutLeaderFailed,
  timeoutConnectionLost: TimedOutConnectionLost,
  timeoutAppliedIndex: TimedOutAppliedIndex,
  unhealthyCluster: UnhealthyCluster,
  corrupt: CorruptCluster,
  invalidAuthToken: InvalidAuthToken,
  notReady: NotReady,
  storeReplaced: StoreReplaced,
  awaitsUpgrade: AwaitsUpgrade,
  memberTooOld: MemberTooOld,
  malformedCommand: MalformedCommand,
  sessionNotFound: SessionNotFound,
  tooManySessions: TooManySessions,
  tooManyUnacknowledged: TooManyUnacknowledged,
  logReleased: LogReleased,
  changesCompacted: ChangesCompacted,
  otherHistory: OtherHistory,
  behindSnapshot: BehindSnapshot,
  tooMuchToAnswer: TooMuchToAnswer,
  answerTooLarge: AnswerTooLarge,
  tooManyAnswers: TooManyAnswers,
  peerTlsMissing: PeerTlsMissing,
  notInSession: NotInSession,
  answeredBefore: AnsweredBefore,
  sessionKeyReused: SessionKeyReused,
  resultNotKept: ResultNotKept,
};
