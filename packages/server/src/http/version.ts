import type { Route } from "./route.js";

/** Of etcd, as its tools expect them. */
export interface EtcdVersions {
  readonly etcdserver: string;
  /** What all members understand; empty until it is decided. */
  readonly etcdcluster: () => string;
  /** Of the store; empty as long as it is not open. */
  readonly storage: () => string;
}

/** `/version`. */
export function versionRoutes({ etcdserver, etcdcluster, storage }: EtcdVersions): Route[] {
  return [
    {
      method: "GET",
      path: "/version",
      answer: (_, reply) => {
        reply.json(200, { etcdserver, etcdcluster: etcdcluster() || "not_decided", storage: storage() || "unknown" });
      },
    },
  ];
}
