import { Lock } from "@keyval/api";
import { lastingUnary, unary, type UnaryCall } from "./call.js";
import type { LockHandlers } from "./lock.js";
import { uncoded } from "./uncoded.js";

const { Lock: Acquire, Unlock } = Lock.methods;

/** The service Lock, as it is called. */
export function lockCalls(lock: LockHandlers): UnaryCall[] {
  return [
    lastingUnary(Acquire, (request, { caller, whenGone }, reply) => {
      whenGone(lock.lock(request, caller, reply));
    }),
    unary(Unlock, (request, { caller }, reply) => {
      lock.unlock(request, caller, reply);
    }),
  ].map(uncoded);
}
