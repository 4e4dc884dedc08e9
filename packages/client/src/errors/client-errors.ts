import { type ErrorContext, KeyValError, type Outcome } from "./keyval-error.js";

/** No endpoint could be reached: the call never left this process. */
export class Unreachable extends KeyValError {
  override readonly code = "unreachable";
  override readonly outcome = "notApplied";
}

/** The connection broke, or its server stopped answering, before the answer was here. */
export class ConnectionLost extends KeyValError {
  override readonly code = "connectionLost";
  override readonly outcome: Outcome;

  constructor(message: string, outcome: Outcome, context?: ErrorContext) {
    super(message, context);
    this.outcome = outcome;
  }
}

/** A command of a session was made several times: an attempt may have been applied, and the last one failed. `cause` says why. */
export class Undecided extends KeyValError {
  override readonly code = "undecided";
  override readonly outcome = "unknown";
}

/** The server has no sessions. KeyVal has; etcd has not. */
export class SessionsUnsupported extends KeyValError {
  override readonly code = "sessionsUnsupported";
  override readonly outcome = "notApplied";
}

/** The call's `signal` was aborted; `cause` is the signal's reason. */
export class AbortError extends KeyValError {
  override readonly code = "aborted";
  override readonly outcome: Outcome;

  constructor(message: string, outcome: Outcome, context?: ErrorContext) {
    super(message, context);
    this.outcome = outcome;
  }
}

/** The client was closed, before the call or while it was under way. */
export class ClientClosed extends KeyValError {
  override readonly code = "clientClosed";
  override readonly outcome: Outcome;

  constructor(message: string, outcome: Outcome, context?: ErrorContext) {
    super(message, context);
    this.outcome = outcome;
  }
}

/** A status of gRPC with a text that is not in the table of errors: of a proxy, or of a newer server. */
export class UnexpectedStatus extends KeyValError {
  override readonly code = "unexpectedStatus";
  override readonly outcome: Outcome;
  /** As gRPC numbers them. */
  readonly status: number;

  constructor(status: number, message: string, outcome: Outcome, context?: ErrorContext) {
    super(message, context);
    this.status = status;
    this.outcome = outcome;
  }
}

/** A value is not what its codec takes. */
export class CodecError extends KeyValError {
  override readonly code = "codec";
  override readonly outcome = "notApplied";
}

/** History was compacted before a watch had read it: what happened from revision `from` up to `to` is not known. */
export class WatchCompacted extends KeyValError {
  override readonly code = "watchCompacted";
  override readonly outcome = "notApplied";
  readonly from: number;
  readonly to: number;

  constructor(from: number, to: number, context?: ErrorContext) {
    super(`what happened from revision ${from} up to ${to} has been compacted: read the keys, and watch on`, context);
    this.from = from;
    this.to = to;
  }
}

/** A server has ended a watch for a reason of its own. */
export class WatchRefused extends KeyValError {
  override readonly code = "watchRefused";
  override readonly outcome = "notApplied";
}

/** A lease is gone, or may be: its time ran out before it could be renewed, or a server says that there is none. */
export class LeaseLost extends KeyValError {
  override readonly code = "leaseLost";
  override readonly outcome = "notApplied";
}

/** A lock, or the leadership in an election, is not held any more. */
export class ClaimLost extends KeyValError {
  override readonly code = "claimLost";
  override readonly outcome = "notApplied";
}

/** An atomic change met another one each time that it was tried. */
export class Contended extends KeyValError {
  override readonly code = "contended";
  override readonly outcome = "notApplied";
}
