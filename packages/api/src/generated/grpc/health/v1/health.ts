// Generated from grpc/health/v1/health.proto.

import { messageCodec, type Init } from "../../../../wire/message-codec.js";
import type { Reader } from "../../../../wire/reader.js";
import type { Writer } from "../../../../wire/writer.js";

export interface HealthCheckRequest {
  /** Empty for the server as a whole. */
  readonly service: string;
}

function createHealthCheckRequest(init: Init<HealthCheckRequest> = {}): HealthCheckRequest {
  return {
    service: init.service ?? "",
  };
}

const EMPTY_HEALTH_CHECK_REQUEST = createHealthCheckRequest();

function readHealthCheckRequest(reader: Reader, end: number, from = EMPTY_HEALTH_CHECK_REQUEST): HealthCheckRequest {
  let { service } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        service = reader.text();
        break;
      default:
        reader.skip();
    }
  }
  return { service };
}

function writeHealthCheckRequest(message: Init<HealthCheckRequest>, writer: Writer): void {
  writer.text(1, message.service);
}

export const HealthCheckRequest = messageCodec<HealthCheckRequest>({
  name: "grpc.health.v1.HealthCheckRequest",
  create: createHealthCheckRequest,
  read: readHealthCheckRequest,
  write: writeHealthCheckRequest,
});

export const ServingStatus = {
  UNKNOWN: 0,
  SERVING: 1,
  NOT_SERVING: 2,
  SERVICE_UNKNOWN: 3,
} as const;

export type ServingStatus = (typeof ServingStatus)[keyof typeof ServingStatus];

export interface HealthCheckResponse {
  readonly status: ServingStatus;
}

function createHealthCheckResponse(init: Init<HealthCheckResponse> = {}): HealthCheckResponse {
  return {
    status: init.status ?? 0,
  };
}

const EMPTY_HEALTH_CHECK_RESPONSE = createHealthCheckResponse();

function readHealthCheckResponse(reader: Reader, end: number, from = EMPTY_HEALTH_CHECK_RESPONSE): HealthCheckResponse {
  let { status } = from;
  while (reader.hasMore(end)) {
    switch (reader.field()) {
      case 1:
        status = reader.int32() as ServingStatus;
        break;
      default:
        reader.skip();
    }
  }
  return { status };
}

function writeHealthCheckResponse(message: Init<HealthCheckResponse>, writer: Writer): void {
  writer.int32(1, message.status);
}

export const HealthCheckResponse = messageCodec<HealthCheckResponse>({
  name: "grpc.health.v1.HealthCheckResponse",
  create: createHealthCheckResponse,
  read: readHealthCheckResponse,
  write: writeHealthCheckResponse,
});

export const Health = {
  name: "grpc.health.v1.Health",
  methods: {
    Check: {
      path: "/grpc.health.v1.Health/Check",
      kind: "unary",
      request: HealthCheckRequest,
      response: HealthCheckResponse,
    },
    Watch: {
      path: "/grpc.health.v1.Health/Watch",
      kind: "serverStream",
      request: HealthCheckRequest,
      response: HealthCheckResponse,
    },
  },
} as const;
