import type { KeyValError } from "../errors/index.js";

/**
 * Hears of every call; what OpenTelemetry, or any other tracer, needs in order to make a span of it. What a hook throws
 * is ignored.
 */
export interface ClientHooks {
  /** A call begins. What it returns hears of the rest. */
  callStarted?(call: StartedCall): CallHook | undefined;
}

export interface StartedCall {
  /** As `KV/Put`. */
  readonly method: string;
  /** As gRPC's semantic conventions split it: `etcdserverpb.KV` and `Put`. */
  readonly rpcService: string;
  readonly rpcMethod: string;
}

export interface CallHook {
  /** Sent along, for instance `traceparent`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The call goes to an endpoint; again for every attempt. */
  attempt?(endpoint: string): void;
  /** The call is over: without an error if it went well. */
  ended?(error: KeyValError | undefined): void;
}
