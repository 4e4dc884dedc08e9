import {
  Lease,
  LeaseGrantRequest,
  LeaseGrantResponse,
  LeaseKeepAliveRequest,
  LeaseKeepAliveResponse,
} from "@keyval/api";
import { LeaseLeasesResponse, LeaseRevokeRequest, LeaseRevokeResponse } from "@keyval/api";
import { LeaseTimeToLiveRequest, LeaseTimeToLiveResponse } from "@keyval/api";
import { raw, type RpcServer } from "@keyval/grpc";
import { Refusal } from "@keyval/statemachine";
import type { LeaseHandlers } from "../rpc/lease.js";
import { answerTo, decodeFor, NOBODY, refuse } from "./answer.js";

/** The service Lease on gRPC. */
export function serveLease(server: RpcServer, lease: LeaseHandlers): void {
  const { methods } = Lease;
  server.handle(raw(methods.LeaseGrant), (bytes, call) => {
    const request = decodeFor(call, LeaseGrantRequest, bytes);
    if (request !== undefined) lease.grant(request, NOBODY, answerTo(call, LeaseGrantResponse));
  });
  server.handle(raw(methods.LeaseRevoke), (bytes, call) => {
    const request = decodeFor(call, LeaseRevokeRequest, bytes);
    if (request !== undefined) lease.revoke(request, bytes, NOBODY, answerTo(call, LeaseRevokeResponse));
  });
  server.handle(raw(methods.LeaseTimeToLive), (bytes, call) => {
    const request = decodeFor(call, LeaseTimeToLiveRequest, bytes);
    if (request !== undefined) lease.timeToLive(request, answerTo(call, LeaseTimeToLiveResponse));
  });
  server.handle(raw(methods.LeaseLeases), (_, call) => {
    lease.leases(answerTo(call, LeaseLeasesResponse));
  });
  server.handle(raw(methods.LeaseKeepAlive), (call) => {
    // Answers may come in another order than requests; the stream ends behind the last of them.
    let waiting = 0;
    let hasEnded = false;
    call.onMessage = (bytes) => {
      const request = decodeFor(call, LeaseKeepAliveRequest, bytes);
      if (request === undefined) return;
      waiting += 1;
      lease.keepAlive(request.ID, (answer) => {
        waiting -= 1;
        if (answer instanceof Refusal) refuse(call, answer);
        else call.write(LeaseKeepAliveResponse.encode(answer));
        if (hasEnded && waiting === 0) call.end();
      });
    };
    call.onEnd = () => {
      hasEnded = true;
      if (waiting === 0) call.end();
    };
  });
}
