import { Cluster } from "@keyval/api";
import { lastingUnary, unary, type UnaryCall } from "./call.js";
import type { ClusterHandlers } from "./cluster.js";

const { MemberList, MemberAdd, MemberRemove, MemberUpdate, MemberPromote } = Cluster.methods;

/** The service Cluster, as it is called. */
export function clusterCalls(cluster: ClusterHandlers): UnaryCall[] {
  return [
    unary(MemberList, (request, _, reply) => {
      cluster.memberList(request, reply);
    }),
    unary(MemberAdd, (request, { caller }, reply) => {
      cluster.memberAdd(request, caller, reply);
    }),
    unary(MemberRemove, (request, { caller }, reply) => {
      cluster.memberRemove(request, caller, reply);
    }),
    unary(MemberUpdate, (request, { caller }, reply) => {
      cluster.memberUpdate(request, caller, reply);
    }),
    lastingUnary(MemberPromote, (request, { body, caller }, reply) => {
      cluster.memberPromote(request, body, caller, reply);
    }),
  ];
}
