import type { RequestListener } from "node:http";
import { type PlainStreams, plainStreams } from "@keyval/grpc";
import { nodeClock, plainListener } from "@keyval/grpc/transport";
import type { ServerConfig } from "../config/server-config.js";
import { healthRoutes, Router, versionRoutes } from "../http/index.js";
import { ENVELOPE_BYTES } from "./client-server.js";
import type { Member } from "./member.js";
import { ETCD_CLUSTER_VERSION, ETCD_STORAGE_VERSION, ETCD_VERSION } from "./version.js";

/** All that is answered over HTTP without gRPC, for both versions of it. */
export interface HttpDoor {
  readonly listener: RequestListener;
  readonly streams: PlainStreams;
}

export interface HttpDoorOptions {
  readonly config: ServerConfig;
  readonly member: Member;
  /** A route threw: a bug. */
  readonly failed: (bug: unknown) => void;
}

/** JSON has bytes in base64, four characters for three of them. */
const JSON_GROWTH = 4 / 3;

export function createHttpDoor({ config, member, failed }: HttpDoorOptions): HttpDoor {
  const versions = { etcdserver: ETCD_VERSION, etcdcluster: ETCD_CLUSTER_VERSION, storage: ETCD_STORAGE_VERSION };
  const { handle } = new Router({ routes: [...versionRoutes(versions), ...healthRoutes(member)], failed });
  const bodyBytesMax = Math.ceil(config.requestBytesMax * JSON_GROWTH) + ENVELOPE_BYTES;
  return {
    listener: plainListener(handle, bodyBytesMax),
    streams: plainStreams({ handler: handle, clock: nodeClock, bodyBytesMax }),
  };
}
