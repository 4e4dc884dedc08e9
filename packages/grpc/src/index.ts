export { EncodedHeaders, encodeHeaders } from "./hpack/encoded-headers.js";
export { HeaderBlock } from "./hpack/header-block.js";
export { ErrorCode } from "./http2/error-code.js";
export { Machine } from "./http2/machine.js";
export { plainStreams, type PlainOptions, type PlainStreams } from "./http2/plain-streams.js";
export { type Refusal, Refusals } from "./http2/refusals.js";
export { defaultLimits } from "./limits.js";

export type { ClientOwner, ConnectionOwner, Http2Connection, ServerOwner } from "./http2/connection.js";
export type { PlainHandler, PlainReply, PlainRequest } from "./http2/plain-request.js";
export type { Http2Stream, Prefix, ResetBy, StreamOwner } from "./http2/stream.js";
export type { Budget, Http2Limits } from "./limits.js";

export type { CallTally } from "./server/call-tally.js";
export { RpcServer, type RpcServerOptions } from "./server/rpc-server.js";
export type {
  BidiHandler,
  Call,
  CallPeer,
  ClientStreamHandler,
  Handler,
  HandlerOf,
  HandlersOf,
  ReadCall,
  ReplyCall,
  ServerStreamHandler,
  UnaryHandler,
  WriteCall,
} from "./server/call.js";
export type { ServerInterceptor } from "./server/route.js";

export { Channel, type ChannelOptions } from "./client/channel.js";
export { callUnary, messagesOf, MessageWriter } from "./client/promises.js";
export { RpcError } from "./client/rpc-error.js";
export type {
  CallOptions,
  ClientInterceptor,
  Done,
  IncomingMessages,
  OutgoingCall,
  OutgoingMessages,
  StartingCall,
} from "./client/call.js";
export type { BalancerKind } from "./client/balancer.js";
export type { Connectivity } from "./client/connectivity.js";
export type { Dial } from "./client/subchannel.js";

export { bytesCodec, raw } from "./service/service.js";
export type { AnyMethod, Codec, Method, MethodKind, Service } from "./service/service.js";
export { Health, healthService, ServingStatus } from "./services/health.js";
export { reflectionHandlers, reflectionServiceV1, reflectionServiceV1Alpha } from "./services/reflection.js";

export { Metadata, type ReadonlyMetadata } from "./wire/metadata.js";
export { Status, statusName } from "./wire/status.js";
export type { Compression, Decompressed } from "./wire/compression.js";
export type { Clock, Timer } from "./time/clock.js";
export type { KeepaliveOptions } from "./time/keepalive.js";
export type { PingPolicy } from "./time/ping-strikes.js";
