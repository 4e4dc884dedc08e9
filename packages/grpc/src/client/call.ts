import type { AnyMethod } from "../service/service.js";
import type { Metadata, ReadonlyMetadata } from "../wire/metadata.js";
import type { Status } from "../wire/status.js";
import type { RpcError } from "./rpc-error.js";

export interface CallOptions {
  /** What is sent along; it must not change while the call lasts. */
  readonly metadata?: Metadata;
  /** The call fails with DEADLINE_EXCEEDED after this, wherever it stands. Default: never. */
  readonly timeoutMs?: number;
  /** Waits for a connection even where none can be had now. Default: such a call fails with UNAVAILABLE. */
  readonly waitForReady?: boolean;
  /** Compresses messages with the first of the channel's ways. */
  readonly compress?: boolean;
}

/** What can be asked and said of every call that was made. Its callbacks never run inside a call of its own. */
export interface OutgoingCall {
  readonly method: AnyMethod;
  readonly isOver: boolean;
  /** What the server sent ahead of its messages; undefined as long as there is nothing. */
  readonly metadata: ReadonlyMetadata | undefined;
  /** What the server sent behind its messages. */
  readonly trailers: ReadonlyMetadata | undefined;
  cancel(): void;
  /** Calls back once, when the call is over in any way. */
  whenFinished(run: (code: Status) => void): void;
}

/** Called once: with the response, or with why there is none. Bytes of a response that is not decoded are lent. */
export type Done<Response> = (error: RpcError | undefined, response: Response | undefined) => void;

/** The caller may send any number of messages. */
export interface OutgoingMessages<Request> extends OutgoingCall {
  /** False where more waits to be sent than is good: write on after `onWritable`. Bytes must not change afterwards. */
  write(message: Request): boolean;
  /** That was all. */
  end(): void;
  onWritable: (() => void) | undefined;
  /** What was written and has not left. */
  readonly unsentBytes: number;
}

/** The server may send any number of messages; what is to be called is set in the turn that makes the call. */
export interface IncomingMessages<Response> extends OutgoingCall {
  onMetadata: ((metadata: ReadonlyMetadata) => void) | undefined;
  onMessage: ((message: Response) => void) | undefined;
  /** The last of all: without an error if the call ended well. */
  onEnd: ((error: RpcError | undefined) => void) | undefined;
  /** Stops `onMessage` and a good end; the server can then send only as much as a stream's window holds. */
  pause(): void;
  resume(): void;
}

/** What an interceptor may do to a call before it goes. */
export interface StartingCall extends OutgoingCall {
  addMetadata(name: string, value: string | Uint8Array): void;
  fail(code: Status, message: string): void;
}

/** Stands before all calls of a channel: it proceeds, at once or later, or fails or cancels the call. */
export type ClientInterceptor = (call: StartingCall, proceed: () => void) => void;
