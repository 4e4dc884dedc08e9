import { fileDescriptors } from "@keyval/api/reflection";
import { Health, healthService, type PlainStreams, RpcServer, type ServerInterceptor } from "@keyval/grpc";
import { reflectionHandlers, reflectionServiceV1, reflectionServiceV1Alpha } from "@keyval/grpc";
import { createGzip, nodeClock } from "@keyval/grpc/transport";
import type { ServerConfig } from "../config/server-config.js";
import { admitsClientVersion } from "../door/client-version.js";
import { LeaderGuard } from "../door/leader-guard.js";
import { serveCalls } from "../door/serve-calls.js";
import { SlowCalls } from "../door/slow-calls.js";
import type { ServerMetrics } from "../metrics/server-metrics.js";
import type { Answers } from "../rpc/answers.js";
import type { Calls } from "../rpc/call.js";
import type { Logger } from "./logger.js";
import type { Member } from "./member.js";

/** What a message may take besides the request in it. */
export const ENVELOPE_BYTES = 512 * 1024;

export interface ClientServerOptions {
  readonly config: ServerConfig;
  readonly member: Member;
  readonly calls: Calls;
  readonly answers: Answers;
  /** Takes what is not gRPC. */
  readonly other: PlainStreams | undefined;
  readonly metrics: Pick<ServerMetrics, "callBegan">;
  readonly log: Logger;
  /** A handler threw: a bug. */
  readonly failed: (bug: unknown) => void;
}

/** All that clients can ask of a member over gRPC. */
export function createClientServer(options: ClientServerOptions): RpcServer {
  const { config, member, calls, failed, other, metrics, log } = options;
  const { group, work } = member;
  const { electionTimeout } = config;
  const guard = new LeaderGuard({ group, clock: work.clock, electionTimeout });
  // One for all: each interceptor costs every call a closure.
  const intercept: ServerInterceptor = (call, proceed) => {
    if (!admitsClientVersion(call)) return;
    for (const began of metrics.callBegan) began(call);
    if (guard.admits(call)) proceed();
  };
  const server = new RpcServer({
    clock: nodeClock,
    failed,
    compressions: [createGzip()],
    interceptors: [intercept],
    ...(other !== undefined && { other }),
    messageBytesMax: config.requestBytesMax + ENVELOPE_BYTES,
    keepalive: { timeMs: config.keepaliveInterval, timeoutMs: config.keepaliveTimeout, withoutCalls: true },
    pings: { minTimeMs: config.pingMinTime, withoutCalls: true },
  });
  const slow = new SlowCalls({
    limitMs: config.slowCallMs,
    now: () => performance.now(),
    log: (...line) => {
      log.warn(...line);
    },
  });
  serveCalls(server, calls, slow, options.answers);
  server.serve(healthService, new Health().handlers);
  const reflection = reflectionHandlers(fileDescriptors());
  server.serve(reflectionServiceV1, reflection);
  server.serve(reflectionServiceV1Alpha, reflection);
  return server;
}
