import { Cluster, MemberListRequest, MemberListResponse } from "@keyval/api";
import { raw, type RpcServer } from "@keyval/grpc";
import type { ClusterHandlers } from "../rpc/cluster.js";
import { answerTo, decodeFor } from "./answer.js";
import { refuseMissing } from "./missing.js";

/** The service Cluster on gRPC. */
export function serveCluster(server: RpcServer, cluster: ClusterHandlers): void {
  server.handle(raw(Cluster.methods.MemberList), (bytes, call) => {
    const request = decodeFor(call, MemberListRequest, bytes);
    if (request !== undefined) cluster.memberList(request, answerTo(call, MemberListResponse));
  });
  refuseMissing(server, Cluster, ["MemberList"]);
}
