import { statusOf, type ErrorName, type MessageCodec, type Status } from "@keyval/api";
import type { Caller, Reply } from "./reply.js";

/** A method of a service, as @keyval/api declares it. */
export interface ApiMethod<Request, Response, Kind> {
  /** `/package.Service/Method` */
  readonly path: string;
  readonly kind: Kind;
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
}

/** One request on its way in, by whatever door. */
export interface Incoming {
  /** The request as the bytes that it was, which may be lent for the turn. */
  readonly body: Uint8Array;
  readonly caller: Caller;
  /** Calls back if nobody waits for the answer any more. */
  readonly whenGone: (run: () => void) => void;
}

interface AnyCall {
  /** What its callers are told of an error. */
  readonly statusOf: (error: ErrorName) => Status;
}

/** Answers one request with one message. */
export interface UnaryCall<Request = unknown, Response = unknown> extends AnyCall {
  readonly method: ApiMethod<Request, Response, "unary">;
  /** The request is kept beyond the turn in which it comes. */
  readonly keepsRequest: boolean;
  readonly answer: (request: Request, incoming: Incoming, reply: Reply<Response>) => void;
}

/** Takes any number of requests, one if the method says so, and answers with any number of messages. */
export interface StreamCall<Request = unknown, Response = unknown> extends AnyCall {
  readonly method: ApiMethod<Request, Response, "serverStream" | "bidi">;
  readonly open: (sink: StreamSink, caller: Caller) => StreamTaker<Request>;
}

/** The caller's side of a stream. What is said after its end goes nowhere. */
export interface StreamSink {
  /** An encoded message. False if no more should come before `StreamTaker.resume`. */
  send(message: Uint8Array): boolean;
  end(): void;
  fail(error: ErrorName): void;
}

/** What a stream is told by its caller. */
export interface StreamTaker<Request> {
  /** One more request, which is the taker's. */
  take(request: Request): void;
  /** No more requests will come. */
  requestsEnded(): void;
  /** The caller takes more again. */
  resume(): void;
  /** The stream is over, in whatever way. */
  close(): void;
}

/** All that can be called, by the path of gRPC. */
export interface Calls {
  readonly unary: ReadonlyMap<string, UnaryCall>;
  readonly streams: ReadonlyMap<string, StreamCall>;
}

/** A call whose request is read within the turn in which it comes. */
export function unary<Request, Response>(
  method: ApiMethod<Request, Response, "unary">,
  answer: UnaryCall<Request, Response>["answer"],
): UnaryCall {
  return { method, keepsRequest: false, statusOf, answer } as unknown as UnaryCall;
}

/** A call whose request is read in later turns, too. */
export function lastingUnary<Request, Response>(
  method: ApiMethod<Request, Response, "unary">,
  answer: UnaryCall<Request, Response>["answer"],
): UnaryCall {
  return { ...unary(method, answer), keepsRequest: true };
}

export function stream<Request, Response>(
  method: ApiMethod<Request, Response, "serverStream" | "bidi">,
  open: StreamCall<Request, Response>["open"],
): StreamCall {
  return { method, statusOf, open };
}

export function callsOf(unaryCalls: readonly UnaryCall[], streams: readonly StreamCall[]): Calls {
  return {
    unary: new Map(unaryCalls.map((call) => [call.method.path, call])),
    streams: new Map(streams.map((call) => [call.method.path, call])),
  };
}
