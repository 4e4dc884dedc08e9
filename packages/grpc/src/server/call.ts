import type { Metadata, ReadonlyMetadata } from "../wire/metadata.js";
import type { Status } from "../wire/status.js";
import type { AnyMethod, Method, MethodKind } from "../service/service.js";

/** Who is at the other end of a connection. */
export interface CallPeer {
  readonly address: string;
  readonly port: number;
  readonly encrypted: boolean;
  /** The subject of a client certificate that was verified, as OpenSSL names its parts. */
  readonly subject: Readonly<Record<string, string | string[] | undefined>> | undefined;
}

/** What every handler may ask and say of its call. Nothing of it is made before it is asked for. */
export interface Call {
  readonly method: AnyMethod;
  /** What the client sent along. */
  readonly metadata: ReadonlyMetadata;
  /** The milliseconds that are left, which may be negative; Infinity where the client set no deadline. */
  readonly timeLeftMs: number;
  /** The call has been answered, has failed or was cancelled; what is still said of it goes nowhere. */
  readonly isOver: boolean;
  readonly peer: CallPeer;
  /** Sends metadata ahead of the first message, at once. The call fails if it is larger than headers may be. */
  sendMetadata(metadata: Metadata): void;
  /** Ends the call with an error. `trailers` may carry `grpc-status-details-bin`. */
  fail(code: Status, message: string, trailers?: Metadata): void;
  /** Called once if the call ends without the handler's doing: cancelled, out of time, connection lost. */
  onCancel: (() => void) | undefined;
  /** Calls back once, when the call is over in any way, with the status that the client was or would have been told. */
  whenFinished(run: (code: Status) => void): void;
}

/**
 * A handler that owes any number of messages and an end. Bytes of messages that are sent must not change, nor be a view of a
 * request: they are kept until they have left.
 */
export interface WriteCall<Response> extends Call {
  /**
   * False where more is waiting to be sent than is good: write on after `onWritable`. A call that writes on all the same is
   * cancelled in the end.
   */
  write(message: Response): boolean;
  end(trailers?: Metadata): void;
  onWritable: (() => void) | undefined;
}

/** A handler that owes one message: by `reply`, or by `write` and `end` where it wants to know when it has left. */
export interface ReplyCall<Response> extends WriteCall<Response> {
  reply(message: Response, trailers?: Metadata): void;
}

/** A handler that is sent any number of messages; it sets what is to be called before it returns. */
export interface ReadCall<Request> extends Call {
  /** The bytes behind a message that was not decoded are lent for the call. */
  onMessage: ((message: Request) => void) | undefined;
  /** The client has sent everything. */
  onEnd: (() => void) | undefined;
  /** Stops `onMessage` and `onEnd`; the client can then send only as much as a stream's window holds. */
  pause(): void;
  resume(): void;
}

export type UnaryHandler<Request, Response> = (request: Request, call: ReplyCall<Response>) => void;
export type ServerStreamHandler<Request, Response> = (request: Request, call: WriteCall<Response>) => void;
export type ClientStreamHandler<Request, Response> = (call: ReadCall<Request> & ReplyCall<Response>) => void;
export type BidiHandler<Request, Response> = (call: ReadCall<Request> & WriteCall<Response>) => void;

interface HandlerOfKind<Request, Response> {
  readonly unary: UnaryHandler<Request, Response>;
  readonly serverStream: ServerStreamHandler<Request, Response>;
  readonly clientStream: ClientStreamHandler<Request, Response>;
  readonly bidi: BidiHandler<Request, Response>;
}

/** The handler that a method takes. A bug that it throws fails the call with INTERNAL. */
export type Handler<Request, Response, Kind extends MethodKind> = HandlerOfKind<Request, Response>[Kind];

export type HandlerOf<M> =
  M extends Method<infer Request, infer Response, infer Kind> ? Handler<Request, Response, Kind> : never;

/** One handler per method of a service. */
export type HandlersOf<S extends { readonly methods: object }> = {
  readonly [Name in keyof S["methods"]]: HandlerOf<S["methods"][Name]>;
};
