import {
  CampaignRequest,
  CampaignResponse,
  Election,
  LeaderRequest,
  LeaderResponse,
  ProclaimRequest,
  ProclaimResponse,
  ResignRequest,
  ResignResponse,
} from "@keyval/api";
import { raw, type RpcServer } from "@keyval/grpc";
import type { ElectionHandlers } from "../rpc/election.js";
import { answerTo, copyOf, decodeFor, NOBODY, refuseUncoded } from "./answer.js";

/** The service Election on gRPC. */
export function serveElection(server: RpcServer, election: ElectionHandlers): void {
  const { methods } = Election;
  server.handle(raw(methods.Campaign), (bytes, call) => {
    const request = decodeFor(call, CampaignRequest, copyOf(bytes));
    if (request === undefined) return;
    call.onCancel = election.campaign(request, NOBODY, answerTo(call, CampaignResponse, refuseUncoded));
  });
  server.handle(raw(methods.Proclaim), (bytes, call) => {
    const request = decodeFor(call, ProclaimRequest, copyOf(bytes));
    if (request !== undefined) election.proclaim(request, NOBODY, answerTo(call, ProclaimResponse, refuseUncoded));
  });
  server.handle(raw(methods.Resign), (bytes, call) => {
    const request = decodeFor(call, ResignRequest, bytes);
    if (request !== undefined) election.resign(request, NOBODY, answerTo(call, ResignResponse, refuseUncoded));
  });
  server.handle(raw(methods.Leader), (bytes, call) => {
    const request = decodeFor(call, LeaderRequest, copyOf(bytes));
    if (request !== undefined) election.leader(request, answerTo(call, LeaderResponse, refuseUncoded));
  });
  server.handle(raw(methods.Observe), (bytes, call) => {
    const request = decodeFor(call, LeaderRequest, copyOf(bytes));
    if (request === undefined) return;
    const observer = election.observe(request, {
      send: (response) => call.write(LeaderResponse.encode(response)),
      failed: (refusal) => {
        refuseUncoded(call, refusal);
      },
    });
    call.onWritable = () => {
      observer.resume();
    };
    call.whenFinished(() => {
      observer.close();
    });
  });
}
