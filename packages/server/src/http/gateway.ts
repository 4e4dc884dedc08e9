import { statusOf } from "@keyval/api";
import { fromJson, gatewayPaths, JsonError, jsonPieces, JsonReader } from "@keyval/api/reflection";
import { Refusal } from "@keyval/statemachine";
import type { ApiMethod, Calls, StreamCall, UnaryCall } from "../rpc/call.js";
import type { Answers } from "../rpc/answers.js";
import { NOBODY } from "../rpc/reply.js";
import { openGatewayStream } from "./gateway-stream.js";
import { CallGate } from "./call-gate.js";
import { sendStatus } from "./grpc-status.js";
import { JSON_TYPE, type HttpReply } from "./http-reply.js";
import type { HttpRequest } from "./http-request.js";
import { sendPaced } from "./paced-output.js";
import type { Route } from "./route.js";
import type { Refuse } from "./router.js";

const NOT_FOUND = 5;
const INVALID_ARGUMENT = 3;
const UNIMPLEMENTED = 12;

/** Where the gateway's paths begin. */
export const GATEWAY_PREFIX = "/v3/";

/** Says as etcd's gateway that there is no such path, or not by this method. */
export const refuseAtGateway: Refuse = (status, reply) => {
  if (status === 404) sendStatus(reply, { code: NOT_FOUND, message: "Not Found" });
  else if (status === 405) sendStatus(reply, { code: UNIMPLEMENTED, message: "Method Not Allowed" });
  else sendStatus(reply, statusOf("malformedCommand"));
};

/**
 * etcd's JSON gateway: every call can be posted as JSON, whatever type the body says that it has. As with etcd, whose gateway is one client
 * of its own server, so many of all connections are answered at a time.
 */
export function gatewayRoutes(calls: Calls, answers: Answers, concurrentMax: number): Route[] {
  const gate = new CallGate(concurrentMax);
  return Object.entries(gatewayPaths).flatMap(([grpcPath, paths]) => {
    const answer = gated(gate, answerOf(grpcPath, calls, answers));
    return paths.map((path): Route => ({ method: "POST", path, answer }));
  });
}

function gated(gate: CallGate, answer: Route["answer"]): Route["answer"] {
  return (request, reply, ...more) => {
    const isLetIn = gate.enter(reply, request.body.length, () => answer(request, reply, ...more));
    if (!isLetIn) sendStatus(reply, statusOf("tooManyRequests"));
  };
}

function answerOf(grpcPath: string, { unary, streams }: Calls, answers: Answers): Route["answer"] {
  const one = unary.get(grpcPath);
  const many = streams.get(grpcPath);
  if (one !== undefined) return (request, reply) => answerUnary(one, request, reply, answers);
  if (many !== undefined) return ({ body }, reply) => answerStream(many, body, reply);
  const name = grpcPath.slice(grpcPath.lastIndexOf("/") + 1);
  const missing = { code: UNIMPLEMENTED, message: `${name} does not exist in this version of KeyVal` };
  return (_, reply) => sendStatus(reply, missing);
}

function answerUnary(call: UnaryCall, { body, peer }: HttpRequest, reply: HttpReply, answers: Answers): void {
  const { method, statusOf: statusOfError, answer } = call;
  const requests = readRequests(method, body, reply, 1);
  if (requests === undefined) return;
  const [request = method.request.create()] = requests;
  const whenGone = (run: () => void): void => {
    reply.onGone = run;
  };
  answer(request, { body: encode(method, request), caller: NOBODY, whenGone }, (response) => {
    if (response instanceof Refusal) {
      sendStatus(reply, statusOfError(response.error));
      return;
    }
    const isGone = (): boolean => reply.isOver;
    answers.measure(response, isGone, (bytes) => {
      const release = answers.budget.take(peer, bytes);
      if (release instanceof Refusal) sendStatus(reply, statusOf(release.error));
      else sendPaced(reply, 200, JSON_TYPE, jsonPieces(method.response.name, response as object), release);
    });
  });
}

function answerStream(call: StreamCall, body: Uint8Array, reply: HttpReply): void {
  const { method } = call;
  const requests = readRequests(method, body, reply, method.kind === "bidi" ? Infinity : 1);
  if (requests === undefined) return;
  openGatewayStream(call, requests.length > 0 || method.kind === "bidi" ? requests : [method.request.create()], reply);
}

/** The requests of a body, so many at most; what is behind them is ignored. Undefined, and the reply sent, if they are none. */
function readRequests(
  { request: codec }: ApiMethod<unknown, unknown, string>,
  body: Uint8Array,
  reply: HttpReply,
  most: number,
): unknown[] | undefined {
  const reader = new JsonReader(Buffer.from(body.buffer, body.byteOffset, body.length).toString());
  const requests: unknown[] = [];
  try {
    while (requests.length < most && !reader.isAtEnd) {
      requests.push(codec.create(fromJson(codec.name, reader.next())));
    }
    return requests;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    sendStatus(reply, { code: INVALID_ARGUMENT, message: error.message });
    return undefined;
  }
}

function encode({ request: codec }: ApiMethod<unknown, unknown, string>, request: unknown): Uint8Array {
  return codec.encode(request as object);
}
