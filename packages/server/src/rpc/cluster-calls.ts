import { Cluster } from "@keyval/api";
import { unary, type UnaryCall } from "./call.js";
import type { ClusterHandlers } from "./cluster.js";

const { MemberList } = Cluster.methods;

/** The service Cluster, as it is called. */
export function clusterCalls(cluster: ClusterHandlers): UnaryCall[] {
  return [
    unary(MemberList, (request, _, reply) => {
      cluster.memberList(request, reply);
    }),
  ];
}
