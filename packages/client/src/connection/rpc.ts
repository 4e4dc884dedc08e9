import {
  Auth,
  Cluster,
  CommandLog,
  Election,
  Health,
  type Init,
  KV,
  Lease,
  Lock,
  Maintenance,
  Session,
  Snapshot,
  Watch,
} from "@keyval/api";
import { type AnyMethod, type IncomingMessages, messagesOf, type Method } from "@keyval/grpc";
import type { Connection } from "./connection.js";
import { type BidiStream, bidiStream, messages } from "./message-stream.js";
import { type MethodInfo, methodInfo } from "./method-info.js";
import { openStream } from "./open-stream.js";
import type { CallOptions } from "./options.js";
import { type ApiMethod, owned } from "./owned-method.js";

/** How a method is called, by its kind. */
type CallOf<M> =
  M extends ApiMethod<infer Request, infer Response, "unary">
    ? (request?: Init<Request>, options?: CallOptions) => Promise<Response>
    : M extends ApiMethod<infer Request, infer Response, "serverStream">
      ? (request?: Init<Request>, options?: CallOptions) => AsyncIterable<Response>
      : M extends ApiMethod<infer Request, infer Response, "bidi">
        ? (options?: CallOptions) => Promise<BidiStream<Request, Response>>
        : never;

/** The methods of a service, by their names in lower camel case. */
export type ServiceCalls<S extends { readonly methods: object }> = {
  readonly [Name in keyof S["methods"] & string as Uncapitalize<Name>]: CallOf<S["methods"][Name]>;
};

/** Every method of every service, with the messages of the protocol as they are. */
export class Rpc {
  readonly auth: ServiceCalls<typeof Auth>;
  readonly cluster: ServiceCalls<typeof Cluster>;
  readonly commandLog: ServiceCalls<typeof CommandLog>;
  readonly election: ServiceCalls<typeof Election>;
  readonly health: ServiceCalls<typeof Health>;
  readonly kv: ServiceCalls<typeof KV>;
  readonly lease: ServiceCalls<typeof Lease>;
  readonly lock: ServiceCalls<typeof Lock>;
  readonly maintenance: ServiceCalls<typeof Maintenance>;
  readonly session: ServiceCalls<typeof Session>;
  readonly snapshot: ServiceCalls<typeof Snapshot>;
  readonly watch: ServiceCalls<typeof Watch>;

  constructor(connection: Connection) {
    this.auth = callsOf(connection, Auth);
    this.cluster = callsOf(connection, Cluster);
    this.commandLog = callsOf(connection, CommandLog);
    this.election = callsOf(connection, Election);
    this.health = callsOf(connection, Health);
    this.kv = callsOf(connection, KV);
    this.lease = callsOf(connection, Lease);
    this.lock = callsOf(connection, Lock);
    this.maintenance = callsOf(connection, Maintenance);
    this.session = callsOf(connection, Session);
    this.snapshot = callsOf(connection, Snapshot);
    this.watch = callsOf(connection, Watch);
  }
}

type AnyApiMethod = ApiMethod<object, object>;

function callsOf<S extends { readonly methods: object }>(connection: Connection, { methods }: S): ServiceCalls<S> {
  const calls = Object.entries(methods as Readonly<Record<string, AnyApiMethod>>).map(([name, method]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    callOf(connection, owned(method), methodInfo(method as unknown as AnyMethod)),
  ]);
  return Object.fromEntries(calls) as ServiceCalls<S>;
}

function callOf(connection: Connection, method: Method<object, object>, info: MethodInfo): unknown {
  switch (method.kind) {
    case "unary":
      return (request: object = {}, options: CallOptions = {}) =>
        connection.unary(method as Method<object, object, "unary">, info, request, led(info, request, options));
    case "serverStream":
      return (request: object = {}, options: CallOptions = {}) =>
        serverStream(connection, method as Method<object, object, "serverStream">, info, request, options);
    case "bidi":
      return (options: CallOptions = {}) => bidi(connection, method as Method<object, object, "bidi">, info, options);
    case "clientStream":
      throw new TypeError(`${method.path}: no service of etcd has such a method`);
  }
}

/** Says whether a leader is needed where the caller has not. */
function led(info: MethodInfo, request: object, options: CallOptions): CallOptions {
  const mayAnswerAlone = "serializable" in request && request.serializable === true;
  return { requireLeader: info.needsLeader && !mayAnswerAlone, ...options };
}

async function* serverStream<Request extends object, Response>(
  connection: Connection,
  method: Method<Request, Response, "serverStream">,
  info: MethodInfo,
  request: Request,
  options: CallOptions,
): AsyncGenerator<Response, void, void> {
  const stream = await openStream(connection, info, led(info, request, options), (channel, streamOptions) =>
    reading(channel.serverStream(method, request, streamOptions)),
  );
  yield* messages(stream);
}

async function bidi<Request, Response>(
  connection: Connection,
  method: Method<Init<Request>, Response, "bidi">,
  info: MethodInfo,
  options: CallOptions,
): Promise<BidiStream<Request, Response>> {
  const stream = await openStream(connection, info, led(info, {}, options), (channel, streamOptions) =>
    reading(channel.bidi(method, streamOptions)),
  );
  return bidiStream(stream);
}

/** Reads from the first moment on, whenever somebody asks for it. */
function reading<Response, Call extends IncomingMessages<Response>>(call: Call & IncomingMessages<Response>) {
  return { call, incoming: messagesOf<Response>(call) };
}
