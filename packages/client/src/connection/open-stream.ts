import {
  type CallOptions as StreamOptions,
  type Channel,
  type OutgoingCall,
  type RpcError,
  Status,
} from "@keyval/grpc";
import { errorOf } from "../errors/error-of.js";
import type { KeyValError } from "../errors/index.js";
import type { Connection } from "./connection.js";
import type { Endpoint } from "./endpoint.js";
import { hookOf } from "./hook-of.js";
import type { MethodInfo } from "./method-info.js";
import { onAborted } from "./on-aborted.js";
import type { CallOptions } from "./options.js";

/** A stream to one endpoint: it ends with its connection, and whoever lives on it opens another. */
export interface OpenStream {
  readonly endpoint: Endpoint;
  /** What the failure that it ended with means. */
  errorOf(failure: RpcError): KeyValError;
  /** A message on it told of this error: calls to come go elsewhere, or with another token, where that may help. */
  learn(error: KeyValError): void;
}

/**
 * Opens a stream as soon as there is an endpoint for it, within the time that other calls have. `start` makes the call
 * and sets its callbacks, and what it returns comes back with the rest. `options.timeoutMs` is for the stream as a whole.
 */
export async function openStream<Opened extends { readonly call: OutgoingCall }>(
  connection: Connection,
  info: MethodInfo,
  options: CallOptions,
  start: (channel: Channel, options: StreamOptions) => Opened,
): Promise<OpenStream & Opened> {
  const { signal, timeoutMs = Infinity } = options;
  const giveUp = connection.giveUp(info, { ...options, timeoutMs: Math.min(timeoutMs, connection.timeoutMs) });
  const hook = hookOf(connection.hooks, info);
  const route = await connection.awake.during(connection.route(giveUp, options, hook));
  const { endpoint, metadata } = route;
  hook.attempt?.(endpoint.text);
  const opened = start(endpoint.channel, { metadata, timeoutMs });
  const { call } = opened;
  const stop = signal === undefined ? undefined : onAborted(signal, () => call.cancel());
  call.whenFinished((code) => {
    stop?.();
    // Other ends have an error, which is told when it is read.
    if (code === Status.OK || code === Status.CANCELLED) hook.ended?.(undefined);
  });
  return {
    ...opened,
    endpoint,
    learn: (error) => connection.learn(error, route),
    errorOf: (failure) => {
      const outcome = info.changesNothing || failure.isUntouched ? "notApplied" : "unknown";
      const context = { method: info.method, endpoint: endpoint.text };
      const error = giveUp.aborted(outcome) ?? errorOf(failure, info.changesNothing, context);
      connection.learn(error, route);
      if (failure.code !== Status.CANCELLED) hook.ended?.(error);
      return error;
    },
  };
}
