import { Maintenance } from "@keyval/api";
import { stream, unary, type StreamCall, type UnaryCall } from "./call.js";
import type { MaintenanceHandlers } from "./maintenance.js";

const { Snapshot, Status, Hash, HashKV, Alarm, Defragment, MoveLeader, Downgrade } = Maintenance.methods;

/** The service Maintenance, as it is called. */
export function maintenanceCalls(maintenance: MaintenanceHandlers): UnaryCall[] {
  return [
    unary(Status, (_, __, reply) => {
      maintenance.status(reply);
    }),
    unary(Hash, (_, __, reply) => {
      maintenance.hash(reply);
    }),
    unary(HashKV, (request, _, reply) => {
      maintenance.hashKv(request, reply);
    }),
    unary(Alarm, (request, { body, caller }, reply) => {
      maintenance.alarm(request, body, caller, reply);
    }),
    unary(Defragment, (_, __, reply) => {
      maintenance.defragment(reply);
    }),
    unary(MoveLeader, (request, _, reply) => {
      maintenance.moveLeader(request, reply);
    }),
    unary(Downgrade, (request, { body, caller }, reply) => {
      maintenance.downgrade(request, body, caller, reply);
    }),
  ];
}

export function maintenanceStreams(maintenance: MaintenanceHandlers): StreamCall[] {
  return [
    stream(Snapshot, (sink) => {
      const session = maintenance.snapshot(sink);
      return {
        take: () => {
          session.start();
        },
        requestsEnded: () => undefined,
        resume: () => {
          session.resume();
        },
        close: () => {
          session.close();
        },
      };
    }),
  ];
}
