import { type ErrorName, errors } from "@keyval/api";
import { type RpcError, Status } from "@keyval/grpc";
import { ConnectionLost, UnexpectedStatus, Unreachable } from "./client-errors.js";
import type { ErrorContext, KeyValError, Outcome } from "./keyval-error.js";
import { serverErrors } from "./server-errors.js";

const names = new Map<string, ErrorName>(
  Object.entries(errors).map(([name, { message }]) => [message, name as ErrorName]),
);

/** By these codes a server refuses a call before it works on it. */
const REFUSING: ReadonlySet<number> = new Set([
  Status.INVALID_ARGUMENT,
  Status.NOT_FOUND,
  Status.ALREADY_EXISTS,
  Status.PERMISSION_DENIED,
  Status.FAILED_PRECONDITION,
  Status.OUT_OF_RANGE,
  Status.UNIMPLEMENTED,
  Status.UNAUTHENTICATED,
]);

/** The error of the table that has this text; undefined where it is none of these. */
export function serverErrorOf(text: string, context?: ErrorContext): KeyValError | undefined {
  const name = nameOf(text);
  return name === undefined ? undefined : new serverErrors[name](text, "unknown", context);
}

/** What a failed call means. A call that `changesNothing` has certainly changed nothing, whatever became of it. */
export function errorOf(failure: RpcError, changesNothing: boolean, context: ErrorContext): KeyValError {
  const { code, details, isUntouched } = failure;
  const outcome: Outcome = changesNothing || isUntouched ? "notApplied" : "unknown";
  const where = { ...context, cause: failure };
  const name = nameOf(details);
  if (name !== undefined) return new serverErrors[name](details, outcome, where);
  if (code === Status.DEADLINE_EXCEEDED) {
    return new serverErrors.deadlineExceeded("the call was not answered in time", outcome, where);
  }
  const cameFromServer = failure.trailers !== undefined;
  if (code === Status.UNAVAILABLE && isUntouched && !cameFromServer) return new Unreachable(details, where);
  if (code === Status.UNAVAILABLE && !cameFromServer) return new ConnectionLost(details, outcome, where);
  return new UnexpectedStatus(
    code,
    failure.message,
    cameFromServer && REFUSING.has(code) ? "notApplied" : outcome,
    where,
  );
}

/** The text of one stands before what the member waits for. */
function nameOf(text: string): ErrorName | undefined {
  return names.get(text) ?? (text.startsWith(errors.notReady.message) ? "notReady" : undefined);
}
