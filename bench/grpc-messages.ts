import type { Method } from "@keyval/grpc";
import { bytesCodec } from "@keyval/grpc";

export type ServerKind = "keyval" | "http2" | "grpc-js";
export type ClientKind = "keyval" | "grpc-js";

export type AbuseKind = "rapid reset" | "ping flood" | "settings flood";

export const UNARY_PATH = "/bench.Bench/Echo";
export const STREAM_PATH = "/bench.Bench/Stream";

/** The reply is a copy of the request. */
export const echo: Method<Uint8Array, Uint8Array, "unary"> = {
  path: UNARY_PATH,
  kind: "unary",
  request: bytesCodec,
  response: bytesCodec,
};

/** The request is a text with the number of messages that are wanted, `STREAM_MESSAGE_BYTES` each. */
export const stream: Method<Uint8Array, Uint8Array, "serverStream"> = {
  path: STREAM_PATH,
  kind: "serverStream",
  request: bytesCodec,
  response: bytesCodec,
};

export const STREAM_MESSAGE_BYTES = 65_536;

export interface Tls {
  readonly key: string;
  readonly cert: string;
}

/** What a server process is asked, after it has said its port. */
export interface ServerCommand {
  readonly ask: "cpu";
}
export type ServerAnswer = { readonly port: number } | { readonly cpuMicros: number };

/** What a load process is asked. */
export interface LoadCommand {
  readonly port: number;
  readonly cert?: string;
  readonly connections: number;
  readonly inFlight: number;
  readonly calls: number;
  /** Messages to be streamed meanwhile on the same connection; its rate is given back. */
  readonly bulkMessages?: number;
}

export interface LoadAnswer {
  readonly seconds: number;
  /** Of the load process. */
  readonly cpuMicros: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly bulkBytes: number;
}
