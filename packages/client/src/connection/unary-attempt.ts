import { type CallOptions, type Method, type RpcError, Status } from "@keyval/grpc";
import { ConnectionLost, type KeyValError, Unreachable } from "../errors/index.js";
import { errorOf } from "../errors/error-of.js";
import type { Endpoint } from "./endpoint.js";
import type { GiveUp } from "./give-up.js";
import type { MethodInfo } from "./method-info.js";

/** Makes a call of one endpoint, once. */
export function attemptUnary<Request, Response>(
  endpoint: Endpoint,
  method: Method<Request, Response, "unary">,
  request: Request,
  info: MethodInfo,
  giveUp: GiveUp,
  options: CallOptions,
): Promise<Response> {
  const context = { method: info.method, endpoint: endpoint.text };
  let isHung = false;
  const why = (error: RpcError): KeyValError => {
    const outcome = info.changesNothing || error.isUntouched ? "notApplied" : "unknown";
    if (isHung) return new ConnectionLost("the server has stopped to answer", outcome, context);
    const aborted = giveUp.aborted(outcome);
    if (aborted !== undefined) return aborted;
    const isWaiting = error.isUntouched && !endpoint.isReady;
    // What was in the way says more than that the time is over.
    if (isWaiting && error.code === Status.DEADLINE_EXCEEDED) {
      return new Unreachable(endpoint.channel.whyFailing(), context);
    }
    return errorOf(error, info.changesNothing, context);
  };
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const call = endpoint.channel.unary(
      method,
      request,
      (error, response) => {
        for (const stop of stops) stop();
        if (error === undefined || error.trailers !== undefined) endpoint.heard();
        if (error === undefined) resolve(response as Response);
        else reject(why(error));
      },
      options,
    );
    stops.push(giveUp.onAbort(() => call.cancel()));
    // Where a change was asked for that must not be asked for again, its answer may still come, and only its deadline ends the wait.
    const move = (): void => {
      isHung = true;
      call.cancel();
    };
    stops.push(endpoint.owes(info.isRepeatable ? move : () => undefined));
  });
}
