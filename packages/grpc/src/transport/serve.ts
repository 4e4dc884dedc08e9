import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from "node:http";
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer, type TLSSocket } from "node:tls";
import { Machine } from "../http2/machine.js";
import { Refusals } from "../http2/refusals.js";
import type { StreamOwner } from "../http2/stream.js";
import { defaultLimits, type Http2Limits } from "../limits.js";
import { Carrier } from "./carrier.js";
import { monotonicMillis, TICK_MILLIS } from "./clock.js";
import { judgeFirstBytes } from "./first-bytes.js";
import { Peer } from "./peer.js";
import type { Server, ServerOptions } from "./server-options.js";
import { Turns } from "./turns.js";

/** Listens; resolves once connections are taken, and rejects if the port cannot be had. */
export function serve<Owner extends StreamOwner>(options: ServerOptions<Owner>): Promise<Server> {
  return new Promise((resolve, reject) => {
    const door = new Door(options, () => resolve(door));
    door.listen(reject);
  });
}

/** One port for all: whoever comes is led to where its first bytes say it belongs. */
class Door<Owner extends StreamOwner> implements Server {
  readonly refusals: Refusals;
  readonly #options: ServerOptions<Owner>;
  readonly #limits: Http2Limits;
  readonly #turns: Turns;
  readonly #net: NetServer;
  readonly #tls: TlsServer | undefined;
  readonly #http: HttpServer | undefined;
  readonly #carriers = new Set<Carrier>();
  /** Who has not said enough yet to know what it speaks, and since when. */
  readonly #strangers = new Map<Socket, number>();
  /** Every connection, whatever it speaks. */
  readonly #sockets = new Set<Socket>();
  readonly #ticker: NodeJS.Timeout;
  readonly #listening: () => void;
  #stopped: (() => void) | undefined = undefined;

  constructor(options: ServerOptions<Owner>, listening: () => void) {
    this.#options = options;
    this.#turns = options.turns ?? new Turns();
    this.#listening = listening;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.refusals = new Refusals(options.log ?? (() => undefined), monotonicMillis);
    this.#net = createServer({ noDelay: true }, (socket) => this.#meet(socket));
    this.#http = options.http1 && this.#makeHttp(options.http1);
    this.#tls = options.tls && this.#makeTls(options.tls);
    this.#ticker = setInterval(() => this.#tick(), TICK_MILLIS);
    this.#ticker.unref();
  }

  get port(): number {
    const address = this.#net.address();
    return typeof address === "string" ? 0 : (address?.port ?? 0);
  }

  get connections(): number {
    return this.#sockets.size;
  }

  listen(failed: (error: Error) => void): void {
    const failedToListen = (error: Error): void => {
      clearInterval(this.#ticker);
      this.#http?.close();
      failed(error);
    };
    this.#net.once("error", failedToListen);
    const { host, port, path } = this.#options;
    this.#net.listen(path === undefined ? { host, port } : { path }, () => {
      this.#net.off("error", failedToListen);
      // A connection that could not be taken, for lack of descriptors for instance: those that stand are not concerned.
      this.#net.on("error", (error) => this.refusals.add("connections", error.message));
      this.#listening();
    });
  }

  endConnections(graceMillis: number): void {
    const ending = [...this.#carriers];
    for (const carrier of ending) carrier.close();
    setTimeout(() => {
      for (const carrier of ending) carrier.abort("the server ends this connection: connect again");
    }, graceMillis).unref();
  }

  stop(graceMillis: number): Promise<void> {
    return new Promise((resolve) => {
      this.#stopped = resolve;
      this.#net.close();
      for (const socket of this.#strangers.keys()) socket.destroy();
      for (const carrier of this.#carriers) carrier.close();
      this.#http?.closeIdleConnections();
      setTimeout(() => this.#abort(), graceMillis).unref();
      this.#finishStop();
    });
  }

  #abort(): void {
    for (const carrier of this.#carriers) carrier.abort("the server stops");
    // The goodbyes leave at the end of this turn; who does not take them has had its time.
    setImmediate(() => {
      for (const socket of this.#sockets) socket.destroySoon();
      setTimeout(() => {
        for (const socket of this.#sockets) socket.destroy();
      }, TICK_MILLIS).unref();
    });
  }

  #finishStop(): void {
    if (this.#stopped === undefined || this.#sockets.size > 0) return;
    clearInterval(this.#ticker);
    this.#http?.close();
    this.#stopped();
  }

  #makeHttp(listener: RequestListener): HttpServer {
    const { handshakeMillis, requestMillis } = this.#limits;
    const server = createHttpServer(
      {
        headersTimeout: Math.min(handshakeMillis, requestMillis),
        requestTimeout: requestMillis,
        connectionsCheckingInterval: TICK_MILLIS,
      },
      listener,
    );
    // It looks after these times only once it listens, which it does by way of this port.
    server.emit("listening");
    return server;
  }

  #makeTls(options: NonNullable<ServerOptions["tls"]>): TlsServer {
    const server = createTlsServer({
      handshakeTimeout: this.#limits.handshakeMillis,
      ...options,
      ALPNProtocols: this.#http === undefined ? ["h2"] : ["h2", "http/1.1"],
    });
    server.on("secureConnection", (socket) => this.#greetEncrypted(socket));
    // Whoever does not speak TLS after all, or not with us.
    server.on("tlsClientError", (error: NodeJS.ErrnoException, socket) => {
      if (error.code === "ERR_TLS_HANDSHAKE_TIMEOUT") this.refusals.add("handshake", "its TLS handshake does not end");
      socket.destroy();
    });
    return server;
  }

  /** A new connection, which has not said anything yet. */
  #meet(socket: Socket): void {
    if (this.#sockets.size >= this.#limits.connections) {
      this.refusals.add("connections", "there are too many connections");
      socket.destroy();
      return;
    }
    this.#sockets.add(socket);
    this.#strangers.set(socket, monotonicMillis());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#strangers.delete(socket);
      this.#finishStop();
    });
    let heard: Buffer = nothing;
    const listen = (bytes: Buffer): void => {
      heard = heard.length === 0 ? bytes : Buffer.concat([heard, bytes]);
      const speech = judgeFirstBytes(heard);
      if (speech === "unclear") return;
      socket.off("data", listen);
      this.#lead(socket, speech, heard);
    };
    socket.on("data", listen);
  }

  #lead(socket: Socket, speech: "tls" | "http1" | "http2", heard: Buffer): void {
    this.#strangers.delete(socket);
    if (speech === "tls" && this.#tls !== undefined) {
      handOver(socket, heard, this.#tls);
      return;
    }
    const allowed = this.#options.plaintext ?? this.#tls === undefined;
    if (!allowed || speech === "tls") socket.destroy();
    else if (speech === "http2") this.#carry(socket).receive(heard);
    else this.#leadToHttp1(socket, heard);
  }

  #leadToHttp1(socket: Socket, heard: Buffer): void {
    if (this.#http === undefined) socket.destroy();
    else handOver(socket, heard, this.#http);
  }

  #greetEncrypted(socket: TLSSocket): void {
    socket.on("error", () => socket.destroy());
    if (socket.alpnProtocol === "h2") this.#carry(socket);
    else if (this.#http === undefined) socket.destroy();
    else this.#http.emit("connection", socket);
  }

  #carry(socket: Socket): Carrier {
    const accept = this.#options.accept;
    const peer = new Peer(socket);
    const carrier = new Carrier(
      socket,
      this.#turns,
      true,
      (wake) =>
        new Machine<Owner>(
          { server: (connection) => accept(connection, peer) },
          { limits: this.#limits, refusals: this.refusals, wake },
          monotonicMillis(),
        ) as Machine,
      (gone) => this.#carriers.delete(gone),
    );
    this.#carriers.add(carrier);
    if (this.#stopped !== undefined) carrier.close();
    return carrier;
  }

  #tick(): void {
    const now = monotonicMillis();
    for (const carrier of this.#carriers) carrier.tick(now);
    for (const [socket, since] of this.#strangers) {
      if (now - since <= this.#limits.handshakeMillis) continue;
      this.refusals.add("handshake", "it connects and says too little");
      socket.destroy();
    }
  }
}

const nothing = Buffer.alloc(0);

/** Gives a connection to a server of Node's, with what was read of it. */
function handOver(socket: Socket, heard: Buffer, server: TlsServer | HttpServer): void {
  socket.pause();
  socket.unshift(heard);
  server.emit("connection", socket);
  process.nextTick(() => socket.resume());
}
