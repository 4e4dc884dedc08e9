import type { ErrorName } from "@keyval/api";
import type { SessionErrorName } from "./sessions/session-errors.js";

/**
 * An error of etcd's, or of a session, or one that only a program with a mistake gets to see: a command whose body is none of
 * its kind.
 */
export type RefusalName = ErrorName | SessionErrorName | "malformedCommand";

/** Why a command changed nothing, or a query has no answer: a value like any other, the same on every member. */
export class Refusal {
  readonly error: RefusalName;

  constructor(error: RefusalName) {
    this.error = error;
  }
}

/** What a query is told whose record could not be read. The engine knows more, and tells its host. */
export function refusalOf(error: Error): Refusal {
  return new Refusal(error.name === "EngineStopped" ? "stopped" : "corrupt");
}
