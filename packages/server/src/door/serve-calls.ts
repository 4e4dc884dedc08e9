import { DecodeError } from "@keyval/api";
import type { ErrorName, MessageCodec } from "@keyval/api";
import { services } from "@keyval/api/reflection";
import {
  type AnyMethod,
  type Call,
  healthService,
  raw,
  type ReadCall,
  type RpcServer,
  Status,
  type WriteCall,
} from "@keyval/grpc";
import { Refusal } from "@keyval/statemachine";
import type { Answers } from "../rpc/answers.js";
import type { Calls, StreamCall, StreamTaker, UnaryCall } from "../rpc/call.js";
import { type Caller, NOBODY } from "../rpc/reply.js";
import { COMMAND_HEADER, commandOf } from "./command-of.js";
import { encoderOf } from "./encode-pieces.js";
import { refuse } from "./refuse.js";
import { refuseCalls } from "./refuse-calls.js";
import { send, sendLarge } from "./send-large.js";
import type { SlowCalls } from "./slow-calls.js";

/** All services on gRPC. Methods that do not exist yet are refused in a sentence, lest anybody believe them done. */
export function serveCalls(server: RpcServer, { unary, streams }: Calls, slow: SlowCalls, answers: Answers): void {
  for (const { name, methods } of services) {
    // It has handlers of its own, which come with gRPC.
    if (name === healthService.name) continue;
    for (const method of Object.values(methods) as AnyMethod[]) {
      const one = unary.get(method.path);
      const many = streams.get(method.path);
      if (one !== undefined) serveUnary(server, one, slow, answers);
      else if (many !== undefined) serveStream(server, many);
      else refuseMissing(server, method);
    }
  }
}

function serveUnary(server: RpcServer, unaryCall: UnaryCall, slow: SlowCalls, answers: Answers): void {
  const { method, keepsRequest, statusOf, answer } = unaryCall;
  const encodePieces = encoderOf(method.response.name);
  server.handle(raw(method), (bytes, call) => {
    const began = slow.now();
    const { length } = bytes;
    const body = keepsRequest ? copyOf(bytes) : bytes;
    const request = decodeFor(call, method.request, body);
    if (request === undefined) return;
    const caller = callerOf(call);
    if (caller === undefined) {
      refuse(call, statusOf("malformedCommand"));
      return;
    }
    const whenGone = (run: () => void): void => {
      call.onCancel = run;
    };
    answer(request, { body, caller, whenGone }, (response) => {
      const sent = (bytes: number): void => {
        slow.answered(call, began, length, bytes);
      };
      if (response instanceof Refusal) {
        refuse(call, statusOf(response.error));
        sent(0);
      } else if (encodePieces === undefined) sent(send(call, response as object, method.response));
      else sendLarge(call, response as object, { answers, codec: method.response, encodePieces }, sent);
    });
  });
}

function serveStream(server: RpcServer, streamCall: StreamCall): void {
  const { method } = streamCall;
  if (method.kind === "serverStream") {
    server.handle(raw({ ...method, kind: method.kind }), (bytes, call) => {
      const taker = open(streamCall, call);
      takeFor(call, streamCall, taker, bytes);
      taker.requestsEnded();
    });
  } else {
    server.handle(raw({ ...method, kind: method.kind }), (call: ReadCall<Uint8Array> & WriteCall<Uint8Array>) => {
      const taker = open(streamCall, call);
      call.onMessage = (bytes) => {
        takeFor(call, streamCall, taker, bytes);
      };
      call.onEnd = () => {
        taker.requestsEnded();
      };
    });
  }
}

function open({ open: openStream, statusOf }: StreamCall, call: WriteCall<Uint8Array>): StreamTaker<unknown> {
  const sink = {
    send: (message: Uint8Array) => call.write(message),
    end: () => {
      call.end();
    },
    fail: (error: ErrorName) => {
      refuse(call, statusOf(error));
    },
  };
  const taker = openStream(sink, NOBODY);
  call.onWritable = () => {
    taker.resume();
  };
  call.whenFinished(() => {
    taker.close();
  });
  return taker;
}

function takeFor(call: Call, { method }: StreamCall, taker: StreamTaker<unknown>, bytes: Uint8Array): void {
  const request = decodeFor(call, method.request, copyOf(bytes));
  if (request !== undefined) taker.take(request);
}

function refuseMissing(server: RpcServer, method: AnyMethod): void {
  const name = method.path.slice(method.path.lastIndexOf("/") + 1);
  refuseCalls(server, method, Status.UNIMPLEMENTED, () => `${name} does not exist in this version of KeyVal`);
}

/** Who calls; undefined if what they say of it can not be read. */
function callerOf({ metadata }: Call): Caller | undefined {
  const text = metadata.get(COMMAND_HEADER);
  if (text === undefined) return NOBODY;
  const command = commandOf(text);
  return command && { ...NOBODY, command };
}

/** A request from its bytes; undefined, and the call failed, if it is none. */
function decodeFor<T>(call: Call, codec: MessageCodec<T>, bytes: Uint8Array): T | undefined {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    call.fail(Status.INTERNAL, `the request can not be read: ${error.message}`);
    return undefined;
  }
}

/** What was lent for the turn, to be kept. (`slice` of a Buffer would be a view.) */
function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
