import type { ErrorName } from "@keyval/api";

/** Why a command changed nothing, or a query has no answer: a value like any other, the same on every member. */
export class Refusal {
  readonly error: ErrorName;

  constructor(error: ErrorName) {
    this.error = error;
  }
}

/** What a query is told whose record could not be read. The engine knows more, and tells its host. */
export function refusalOf(error: Error): Refusal {
  return new Refusal(error.name === "EngineStopped" ? "stopped" : "corrupt");
}
