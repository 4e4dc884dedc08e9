import { Election, LeaderResponse } from "@keyval/api";
import { lastingUnary, stream, type StreamCall, type UnaryCall } from "./call.js";
import type { ElectionHandlers } from "./election.js";
import type { LeaderObserver } from "./leader-observer.js";
import { uncoded } from "./uncoded.js";

const { Campaign, Proclaim, Resign, Leader, Observe } = Election.methods;

/** The service Election, as it is called. */
export function electionCalls(election: ElectionHandlers): UnaryCall[] {
  return [
    lastingUnary(Campaign, (request, { caller, whenGone }, reply) => {
      whenGone(election.campaign(request, caller, reply));
    }),
    lastingUnary(Proclaim, (request, { caller }, reply) => {
      election.proclaim(request, caller, reply);
    }),
    lastingUnary(Resign, (request, { caller }, reply) => {
      election.resign(request, caller, reply);
    }),
    lastingUnary(Leader, (request, _, reply) => {
      election.leader(request, reply);
    }),
  ].map(uncoded);
}

export function electionStreams(election: ElectionHandlers): StreamCall[] {
  return [
    stream(Observe, (sink) => {
      let observer: LeaderObserver | undefined;
      return {
        take: (request) => {
          observer = election.observe(request, {
            send: (response) => sink.send(LeaderResponse.encode(response)),
            failed: ({ error }) => {
              sink.fail(error);
            },
          });
        },
        requestsEnded: () => undefined,
        resume: () => observer?.resume(),
        close: () => observer?.close(),
      };
    }),
  ].map(uncoded);
}
