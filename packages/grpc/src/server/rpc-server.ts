import type { Http2Connection, ServerOwner } from "../http2/connection.js";
import type { PlainStreams } from "../http2/plain-streams.js";
import { MESSAGE_BYTES_MAX } from "../limits.js";
import { Codings } from "../service/codings.js";
import type { AnyMethod, Method, MethodKind, Service } from "../service/service.js";
import type { Clock } from "../time/clock.js";
import { Deadlines } from "../time/deadlines.js";
import type { KeepaliveOptions } from "../time/keepalive.js";
import type { PingPolicy } from "../time/ping-strikes.js";
import type { Compression } from "../wire/compression.js";
import type { CallTally } from "./call-tally.js";
import type { CallPeer, Handler, HandlersOf } from "./call.js";
import { type AnyHandler, Routes, type ServerInterceptor } from "./route.js";
import { ServerConnection } from "./server-connection.js";

export interface RpcServerOptions {
  readonly clock: Clock;
  /** A handler threw: a bug, which has failed its call. Whether the process goes on is the owner's to say. */
  readonly failed: (bug: unknown, method: AnyMethod) => void;
  /** What clients may compress with, besides not at all. Default: nothing. */
  readonly compressions?: readonly Compression[];
  /** Stand before all handlers, the first outermost. Methods that were added before do not see later ones. */
  readonly interceptors?: readonly ServerInterceptor[];
  /** The largest message that is taken, unpacked. Default: 4 MiB. */
  readonly messageBytesMax?: number;
  /** Default: after two hours of silence, with 20 s for an answer; as gRPC has it. */
  readonly keepalive?: KeepaliveOptions;
  /** How often clients may ping. Default: every five minutes, and only while they have calls; as gRPC has it. */
  readonly pings?: PingPolicy;
  /** Takes HTTP/2 requests that are not gRPC. Default: they are answered with 415. */
  readonly other?: PlainStreams;
}

/** What the connections of a server share. */
export interface ServerCore {
  readonly clock: Clock;
  readonly routes: Routes;
  readonly codings: Codings;
  readonly deadlines: Deadlines;
  readonly messageBytesMax: number;
  readonly keepalive: KeepaliveOptions;
  readonly pings: PingPolicy;
  readonly other: RpcServerOptions["other"];
  readonly failed: RpcServerOptions["failed"];
  openCalls: number;
}

/** Services and their handlers, for any number of connections. Which port they come from is the transport's. */
export class RpcServer {
  readonly #core: ServerCore;
  readonly #interceptors: readonly ServerInterceptor[];

  constructor(options: RpcServerOptions) {
    this.#interceptors = options.interceptors ?? [];
    this.#core = {
      clock: options.clock,
      routes: new Routes(),
      codings: new Codings(options.compressions ?? []),
      deadlines: new Deadlines(options.clock),
      messageBytesMax: options.messageBytesMax ?? MESSAGE_BYTES_MAX,
      keepalive: options.keepalive ?? { timeMs: 7_200_000, timeoutMs: 20_000, withoutCalls: true },
      pings: options.pings ?? { minTimeMs: 300_000, withoutCalls: false },
      other: options.other,
      failed: options.failed,
      openCalls: 0,
    };
  }

  /** Calls whose handlers have not answered yet. */
  get openCalls(): number {
    return this.#core.openCalls;
  }

  /** What became of calls, of each method that has a handler. */
  *tallies(): Iterable<readonly [method: AnyMethod, tally: CallTally]> {
    for (const { method, tally } of this.#core.routes.all()) yield [method, tally];
  }

  /** Calls under way that have a deadline. */
  get openDeadlines(): number {
    return this.#core.deadlines.count;
  }

  /** Before the first connection comes. */
  handle<Request, Response, Kind extends MethodKind>(
    method: Method<Request, Response, Kind>,
    handler: Handler<Request, Response, Kind>,
  ): void {
    this.#core.routes.add(method, handler as AnyHandler, this.#interceptors);
  }

  /** All methods of a service at once; handlers may be methods of an object. */
  serve<S extends Service>(service: S, handlers: HandlersOf<S>): void {
    for (const [name, method] of Object.entries(service.methods)) {
      const handler = handlers[name as keyof HandlersOf<S>] as AnyHandler;
      this.#core.routes.add(method, handler.bind(handlers), this.#interceptors);
    }
  }

  /** For `accept` of the transport's `serve`. */
  accept(connection: Http2Connection, peer: CallPeer): ServerOwner {
    return new ServerConnection(this.#core, connection, peer);
  }
}
