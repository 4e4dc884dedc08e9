import { Lease, LeaseKeepAliveResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { stream, unary, type StreamCall, type UnaryCall } from "./call.js";
import type { LeaseHandlers } from "./lease.js";

const { LeaseGrant, LeaseRevoke, LeaseTimeToLive, LeaseLeases, LeaseKeepAlive } = Lease.methods;

/** The service Lease, as it is called. */
export function leaseCalls(lease: LeaseHandlers): UnaryCall[] {
  return [
    unary(LeaseGrant, (request, { caller }, reply) => {
      lease.grant(request, caller, reply);
    }),
    unary(LeaseRevoke, (request, { body, caller }, reply) => {
      lease.revoke(request, body, caller, reply);
    }),
    unary(LeaseTimeToLive, (request, _, reply) => {
      lease.timeToLive(request, reply);
    }),
    unary(LeaseLeases, (_, __, reply) => {
      lease.leases(reply);
    }),
  ];
}

export function leaseStreams(lease: LeaseHandlers): StreamCall[] {
  return [
    stream(LeaseKeepAlive, (sink) => {
      // Answers may come in another order than requests; the stream ends behind the last of them.
      let waiting = 0;
      let hasEnded = false;
      return {
        take: ({ ID }) => {
          waiting += 1;
          lease.keepAlive(ID, (answer) => {
            waiting -= 1;
            if (answer instanceof Refusal) sink.fail(answer.error);
            else sink.send(LeaseKeepAliveResponse.encode(answer));
            if (hasEnded && waiting === 0) sink.end();
          });
        },
        requestsEnded: () => {
          hasEnded = true;
          if (waiting === 0) sink.end();
        },
        resume: () => undefined,
        close: () => undefined,
      };
    }),
  ];
}
