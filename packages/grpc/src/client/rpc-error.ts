import type { ReadonlyMetadata } from "../wire/metadata.js";
import { type Status, statusName } from "../wire/status.js";

/** A call that did not end well. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: Status;
  /** What the server, or this side, had to say: `message` without the code's name. */
  readonly details: string;
  /** What came behind the messages, `grpc-status-details-bin` included; undefined where nothing came from a server. */
  readonly trailers: ReadonlyMetadata | undefined;
  /** No server can have begun to work on the call: it never left, or came back unprocessed. False where that is unclear. */
  readonly isUntouched: boolean;

  constructor(code: Status, details: string, trailers?: ReadonlyMetadata, isUntouched = false) {
    super(details === "" ? statusName(code) : `${statusName(code)}: ${details}`);
    this.code = code;
    this.details = details;
    this.trailers = trailers;
    this.isUntouched = isUntouched;
  }
}
