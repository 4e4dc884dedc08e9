import { statusOf } from "@keyval/api";
import { Health, healthService, type PlainHandler, RpcServer, ServingStatus, Status } from "@keyval/grpc";
import { nodeClock } from "@keyval/grpc/transport";
import type { ServerConfig } from "../config/server-config.js";
import { refuseForNow } from "../door/refuse-calls.js";
import { type Refuse, REFUSALS, Router, type Route } from "../http/index.js";
import { createHttpDoor, type HttpDoor } from "./http-door.js";
import type { Listeners } from "./listeners.js";

const DOORS = ["clients", "http", "metrics"] as const;

export interface ClientDoorsOptions {
  readonly config: ServerConfig;
  readonly listeners: Listeners;
  /** How this member is, for whoever looks after it. */
  readonly pages: readonly Route[];
  /** What is answered over HTTP beside them even while clients are not served. */
  readonly joins: readonly Route[];
  /** What this member waits for before it serves clients. */
  readonly waitsFor: () => string | undefined;
  /** A handler threw: a bug. */
  readonly failed: (bug: unknown) => void;
}

/** What clients are served with. */
export interface ClientService {
  readonly rpc: RpcServer;
  readonly routes: readonly Route[];
}

/**
 * The doors of clients. They are there from the beginning, for whoever asks how this member is; for all else they say what
 * it waits for, until they are opened, and again once they are shut.
 */
export class ClientDoors {
  /** For a server that takes plain requests beside gRPC. */
  readonly http: HttpDoor;
  readonly #options: ClientDoorsOptions;
  readonly #waiting: ClientService;
  #service: ClientService;
  #router: Router;

  constructor(options: ClientDoorsOptions) {
    this.#options = options;
    this.http = createHttpDoor(options.config, this.#handle);
    this.#waiting = { rpc: this.#refusingServer(), routes: [] };
    this.#service = this.#waiting;
    this.#router = this.#routerOf(this.#service);
  }

  get isOpen(): boolean {
    return this.#service !== this.#waiting;
  }

  /** HTTP has the clients' door with gRPC, or doors of its own; what looks after the server may have another one, with nothing else. */
  async listen(): Promise<void> {
    const { config, listeners, failed, pages } = this.#options;
    const { clientUrls, httpUrls, metricsUrls, concurrentStreamsMax } = config;
    const { listener: http1, streams: other } = this.http;
    const http = new RpcServer({ clock: nodeClock, failed, other });
    const router = new Router({ routes: pages, failed });
    const looks = createHttpDoor(config, (request, reply) => {
      router.handle(request, reply);
    });
    const metrics = new RpcServer({ clock: nodeClock, failed, other: looks.streams });
    const clients: Pick<RpcServer, "accept"> = { accept: (...connection) => this.#service.rpc.accept(...connection) };
    const withHttp = httpUrls.length === 0 && { http1 };
    await listeners.open("clients", clientUrls, clients, { concurrentStreamsMax, ...withHttp });
    await listeners.open("http", httpUrls, http, { http1 });
    await listeners.open("metrics", metricsUrls, metrics, { http1: looks.listener });
  }

  /** Whoever connected before, and was refused, connects again. */
  open(service: ClientService): void {
    this.#become(service);
  }

  /** Who looks after this member is still told how it is. */
  shut(): void {
    if (this.isOpen) this.#become(this.#waiting);
  }

  async close(): Promise<void> {
    for (const door of DOORS) await this.#options.listeners.close(door);
  }

  #become(service: ClientService): void {
    this.#service = service;
    this.#router = this.#routerOf(service);
    this.#options.listeners.endConnections("clients");
  }

  readonly #handle: PlainHandler = (request, reply) => {
    this.#router.handle(request, reply);
  };

  #why(): string {
    return `${statusOf("notReady").message}: ${this.#options.waitsFor() ?? "it is about to be"}`;
  }

  /** What will be there when it is ready must not look as if it did not exist. */
  #routerOf({ routes }: ClientService): Router {
    const { pages, joins, failed } = this.#options;
    const all = [...pages, ...joins, ...routes];
    if (this.isOpen) return new Router({ routes: all, refusals: REFUSALS, failed });
    const refusals = {
      "/": ((status, reply, fields) => {
        reply.json(status === 404 ? 503 : status, { code: Status.UNAVAILABLE, message: this.#why() }, fields);
      }) satisfies Refuse,
    };
    return new Router({ routes: all, refusals, failed });
  }

  #refusingServer(): RpcServer {
    const { config, failed } = this.#options;
    const other = config.httpUrls.length === 0 && { other: this.http.streams };
    const server = new RpcServer({ clock: nodeClock, failed, ...other });
    refuseForNow(server, () => this.#why());
    const health = new Health();
    health.set("", ServingStatus.NOT_SERVING);
    server.serve(healthService, health.handlers);
    return server;
  }
}
