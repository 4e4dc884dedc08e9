import type { RequestListener } from "node:http";
import { type PlainHandler, type PlainStreams, plainStreams } from "@keyval/grpc";
import { nodeClock, plainListener } from "@keyval/grpc/transport";
import type { ServerConfig } from "../config/server-config.js";
import { ENVELOPE_BYTES } from "./client-server.js";

/** All that is answered over HTTP without gRPC, for both versions of it. */
export interface HttpDoor {
  readonly listener: RequestListener;
  readonly streams: PlainStreams;
}

/** JSON has bytes in base64, four characters for three of them. */
const JSON_GROWTH = 4 / 3;

export function createHttpDoor(config: ServerConfig, handler: PlainHandler): HttpDoor {
  const bodyBytesMax = Math.ceil(config.requestBytesMax * JSON_GROWTH) + ENVELOPE_BYTES;
  return {
    listener: plainListener(handler, bodyBytesMax),
    streams: plainStreams({ handler, clock: nodeClock, bodyBytesMax }),
  };
}
