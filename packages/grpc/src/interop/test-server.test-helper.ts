import { nodeClock } from "../transport/node-clock.js";
import { createGzip } from "../transport/gzip.js";
import { RpcServer, type RpcServerOptions } from "../server/rpc-server.js";
import type { Call, HandlersOf, WriteCall } from "../server/call.js";
import { Metadata } from "../wire/metadata.js";
import type { Status } from "../wire/status.js";
import { type EchoStatus, type StreamingRequest, testService } from "./test-service.test-helper.js";

const INITIAL = "x-grpc-test-echo-initial";
const TRAILING = "x-grpc-test-echo-trailing-bin";

/** Case custom_metadata: what the client sends under two names comes back, ahead and behind. */
function echoMetadata(call: Call): Metadata | undefined {
  const initial = call.metadata.get(INITIAL);
  if (initial !== undefined) call.sendMetadata(Metadata.of({ [INITIAL]: initial }));
  const trailing = call.metadata.getBytes(TRAILING);
  return trailing && Metadata.of({ [TRAILING]: trailing });
}

function failAsAsked(call: Call, status: EchoStatus | undefined): boolean {
  if (status === undefined || status.code === 0) return false;
  call.fail(status.code as Status, status.message);
  return true;
}

/** Writes what was asked for, each after its pause, then calls `then`. */
function writeAll(call: WriteCall<number>, { responses, status }: StreamingRequest, then: () => void, at = 0): void {
  if (call.isOver || failAsAsked(call, status)) return;
  const response = responses[at];
  if (response === undefined) {
    then();
    return;
  }
  const write = (): void => {
    call.write(response.size);
    writeAll(call, { responses, payloadSize: 0, status }, then, at + 1);
  };
  if (response.intervalUs === 0) write();
  else setTimeout(write, response.intervalUs / 1000);
}

const handlers: HandlersOf<typeof testService> = {
  emptyCall: (_, call) => call.reply({}),
  unaryCall: ({ responseSize, status }, call) => {
    if (failAsAsked(call, status)) return;
    const trailers = echoMetadata(call);
    call.reply(responseSize, trailers);
  },
  streamingOutputCall: (request, call) => writeAll(call, request, () => call.end()),
  streamingInputCall: (call) => {
    let sum = 0;
    call.onMessage = (size) => (sum += size);
    call.onEnd = () => call.reply(sum);
  },
  fullDuplexCall: (call) => {
    const trailers = echoMetadata(call);
    const requests: StreamingRequest[] = [];
    let isBusy = false;
    let hasEnded = false;
    const next = (): void => {
      const request = requests.shift();
      isBusy = request !== undefined;
      if (request !== undefined) writeAll(call, request, next);
      else if (hasEnded) call.end(trailers);
    };
    call.onMessage = (request) => {
      requests.push(request);
      if (!isBusy) next();
    };
    call.onEnd = () => {
      hasEnded = true;
      if (!isBusy) next();
    };
  },
};

/** gRPC's own test service on our server; a bug in a handler is thrown where nobody catches it. */
export function testServer(options: Partial<RpcServerOptions> = {}): RpcServer {
  const server = new RpcServer({
    clock: nodeClock,
    compressions: [createGzip()],
    failed: (bug) => {
      throw bug;
    },
    ...options,
  });
  server.serve(testService, handlers);
  return server;
}
