import { KeyValError, UnexpectedStatus, Unreachable } from "@keyval/client";
import { ExitCode } from "../frame/exit-code.js";
import { Failure } from "../frame/failure.js";

const DEADLINE = "context deadline exceeded";

/** Codes of gRPC as Go names them, by their numbers. */
const CODES = [
  "OK",
  "Canceled",
  "Unknown",
  "InvalidArgument",
  "DeadlineExceeded",
  "NotFound",
  "AlreadyExists",
  "PermissionDenied",
  "ResourceExhausted",
  "FailedPrecondition",
  "Aborted",
  "OutOfRange",
  "Unimplemented",
  "Internal",
  "Unavailable",
  "DataLoss",
  "Unauthenticated",
];

/** What to do about errors that people meet. */
const ADVICE: Readonly<Record<string, string>> = {
  deadlineExceeded:
    "The cluster is slow, or has no leader: 'kvctl status' says more, --command-timeout gives it more time.",
  noSpace:
    "The quota is used up: 'kvctl compaction <revision>' makes room, or raise --quota-backend-bytes. With etcd, 'kvctl defrag' and 'kvctl alarm disarm' then.",
  corrupt: "Members hold different data, and none has a majority: 'kvctl status' says what to do.",
  userEmpty: "The cluster wants to know who you are: give --user=<name>.",
  authFailed: "Check --user and --password.",
  permissionDenied: "'kvctl user get <name> --detail' shows what a user may do.",
  notReady: "A member serves once a majority runs, and it has caught up: start the others, or ask another one.",
  noLeader: "There is no leader: 'kvctl status' shows which members can be reached.",
  invalidAuthToken: "Give --user=<name> again, or a token that is still valid.",
};

const NOBODY_THERE = "Start one, or name others with --endpoints.";

/** The text of an error as etcdctl writes it. */
export function describeError(error: KeyValError): string {
  if (error.code === "deadlineExceeded" || error instanceof Unreachable) return DEADLINE;
  if (error instanceof UnexpectedStatus) {
    return `rpc error: code = ${CODES[error.status] ?? `Code(${error.status})`} desc = ${detailsOf(error)}`;
  }
  return error.message;
}

/** What ends a command that was failed by the cluster; anything but an error of the client is a bug and thrown on. */
export function failureOf(
  error: unknown,
  exitCode: number = ExitCode.error,
  sentence = (text: string): string => text,
): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof KeyValError)) throw error;
  const advice = error instanceof Unreachable ? `${error.message}. ${NOBODY_THERE}` : ADVICE[error.code];
  // To etcdctl, logging in is a part of connecting.
  if (error.method === "Auth/Authenticate") return new Failure(describeError(error), ExitCode.badConnection, advice);
  return new Failure(sentence(describeError(error)), exitCode, advice);
}

function detailsOf(error: UnexpectedStatus): string {
  const { cause } = error;
  return cause instanceof Error && "details" in cause ? String(cause.details) : error.message;
}
