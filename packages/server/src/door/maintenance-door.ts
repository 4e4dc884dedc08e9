import {
  AlarmRequest,
  AlarmResponse,
  DefragmentResponse,
  DowngradeRequest,
  DowngradeResponse,
  HashKVRequest,
  HashKVResponse,
  HashResponse,
  Maintenance,
  MoveLeaderRequest,
  MoveLeaderResponse,
  StatusResponse,
} from "@keyval/api";
import { raw, type RpcServer } from "@keyval/grpc";
import type { MaintenanceHandlers } from "../rpc/maintenance.js";
import { answerTo, decodeFor, NOBODY } from "./answer.js";
import { refuseMissing } from "./missing.js";

/** The service Maintenance on gRPC. */
export function serveMaintenance(server: RpcServer, maintenance: MaintenanceHandlers): void {
  const { methods } = Maintenance;
  server.handle(raw(methods.Status), (_, call) => {
    maintenance.status(answerTo(call, StatusResponse));
  });
  server.handle(raw(methods.Hash), (_, call) => {
    maintenance.hash(answerTo(call, HashResponse));
  });
  server.handle(raw(methods.HashKV), (bytes, call) => {
    const request = decodeFor(call, HashKVRequest, bytes);
    if (request !== undefined) maintenance.hashKv(request, answerTo(call, HashKVResponse));
  });
  server.handle(raw(methods.Alarm), (bytes, call) => {
    const request = decodeFor(call, AlarmRequest, bytes);
    if (request !== undefined) maintenance.alarm(request, bytes, NOBODY, answerTo(call, AlarmResponse));
  });
  server.handle(raw(methods.Defragment), (_, call) => {
    maintenance.defragment(answerTo(call, DefragmentResponse));
  });
  server.handle(raw(methods.MoveLeader), (bytes, call) => {
    const request = decodeFor(call, MoveLeaderRequest, bytes);
    if (request !== undefined) maintenance.moveLeader(request, answerTo(call, MoveLeaderResponse));
  });
  server.handle(raw(methods.Downgrade), (bytes, call) => {
    const request = decodeFor(call, DowngradeRequest, bytes);
    if (request !== undefined) maintenance.downgrade(request, bytes, NOBODY, answerTo(call, DowngradeResponse));
  });
  refuseMissing(server, Maintenance, ["Alarm", "Status", "Hash", "HashKV", "Defragment", "MoveLeader", "Downgrade"]);
}
