import { Lock, LockRequest, LockResponse, UnlockRequest, UnlockResponse } from "@keyval/api";
import { raw, type RpcServer } from "@keyval/grpc";
import type { LockHandlers } from "../rpc/lock.js";
import { answerTo, copyOf, decodeFor, NOBODY, refuseUncoded } from "./answer.js";

/** The service Lock on gRPC. */
export function serveLock(server: RpcServer, lock: LockHandlers): void {
  server.handle(raw(Lock.methods.Lock), (bytes, call) => {
    const request = decodeFor(call, LockRequest, copyOf(bytes));
    if (request !== undefined) call.onCancel = lock.lock(request, NOBODY, answerTo(call, LockResponse, refuseUncoded));
  });
  server.handle(raw(Lock.methods.Unlock), (bytes, call) => {
    const request = decodeFor(call, UnlockRequest, bytes);
    if (request !== undefined) lock.unlock(request, NOBODY, answerTo(call, UnlockResponse, refuseUncoded));
  });
}
