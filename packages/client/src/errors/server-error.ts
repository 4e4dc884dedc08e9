import { type ErrorName, statusOf } from "@keyval/api";
import { type ErrorContext, KeyValError, type Outcome } from "./keyval-error.js";

/** An error of the api's table, which servers tell by its exact text. */
export abstract class ServerError extends KeyValError {
  abstract override readonly code: ErrorName;
  /** The status code of gRPC that it came with. */
  abstract readonly status: number;
}

/** What a class of server errors is made of. */
export type ServerErrorClass = new (message: string, outcome: Outcome, context?: ErrorContext) => ServerError;

/** A class of errors by which a server says no before it has changed anything. */
export function refusal<Code extends ErrorName>(code: Code) {
  return class extends ServerError {
    override readonly code = code;
    override readonly outcome = "notApplied";
    override readonly status: number = statusOf(code).code;

    constructor(message: string = statusOf(code).message, _outcome?: Outcome, context?: ErrorContext) {
      super(message, context);
    }
  };
}

/** A class of errors after which only a call that changes nothing has certainly changed nothing. */
export function doubt<Code extends ErrorName>(code: Code) {
  return class extends ServerError {
    override readonly code = code;
    override readonly outcome: Outcome;
    override readonly status: number = statusOf(code).code;

    constructor(message: string = statusOf(code).message, outcome: Outcome = "unknown", context?: ErrorContext) {
      super(message, context);
      this.outcome = outcome;
    }
  };
}
