import type { Route } from "./route.js";

/** Of etcd, as its tools expect them. */
export interface EtcdVersions {
  readonly etcdserver: string;
  readonly etcdcluster: string;
  readonly storage: string;
}

/** `/version`. */
export function versionRoutes(versions: EtcdVersions): Route[] {
  return [
    {
      method: "GET",
      path: "/version",
      answer: (_, reply) => {
        reply.json(200, versions);
      },
    },
  ];
}
