import type { RequestListener } from "node:http";
import { defaultLimits, type RpcServer } from "@keyval/grpc";
import { serve, type Server, type Turns } from "@keyval/grpc/transport";
import type { ListenUrl } from "../config/listen-url.js";
import type { Logger } from "./logger.js";
import { clearSocketFile } from "./socket-file.js";

export type Door = "clients" | "peers" | "http" | "metrics";

export interface DoorOptions {
  /** Where HTTP/1.1 goes, which is not taken without it. */
  readonly http1?: RequestListener;
  /** Calls at a time on one connection. */
  readonly concurrentStreamsMax?: number;
}

/** How long calls may take to end when a door is closed. */
const GRACE_MS = 1_000;

interface Listening {
  readonly server: Server;
  readonly url: string;
}

/** The ports that are listened on. */
export class Listeners {
  readonly #log: Logger;
  readonly #turns: Turns;
  readonly #connectionsMax: number;
  readonly #open = new Map<Door, Listening[]>();

  /** On each URL there may be `connectionsMax` at a time. */
  constructor(log: Logger, turns: Turns, connectionsMax: number) {
    this.#log = log;
    this.#turns = turns;
    this.#connectionsMax = Math.min(connectionsMax, defaultLimits.connections);
  }

  urlsOf(door: Door): string[] {
    return (this.#open.get(door) ?? []).map(({ url }) => url);
  }

  /** On all of the URLs. */
  async open(
    door: Door,
    urls: readonly ListenUrl[],
    rpc: Pick<RpcServer, "accept">,
    options: DoorOptions = {},
  ): Promise<void> {
    const { http1, concurrentStreamsMax = Infinity } = options;
    const concurrentStreams = Math.min(concurrentStreamsMax, defaultLimits.concurrentStreams);
    for (const url of urls) {
      if (url.kind === "file") await clearSocketFile(url.path);
      const server = await serve({
        ...(url.kind === "file" ? { path: url.path, port: 0 } : url),
        accept: (connection, peer) => rpc.accept(connection, peer),
        ...(http1 !== undefined && { http1 }),
        limits: { concurrentStreams, connections: this.#connectionsMax },
        turns: this.#turns,
        log: (line) => {
          this.#log.warn(line, { door });
        },
      });
      this.#open.set(door, [...(this.#open.get(door) ?? []), { server, url: reachedAt(url, server) }]);
    }
  }

  /** Clients of gRPC have to connect again. */
  endConnections(door: Door): void {
    for (const { server } of this.#open.get(door) ?? []) server.endConnections(GRACE_MS);
  }

  async close(door: Door): Promise<void> {
    const listening = this.#open.get(door) ?? [];
    this.#open.delete(door);
    await Promise.all(listening.map(({ server }) => server.stop(GRACE_MS)));
  }
}

/** With the port as it turned out. */
function reachedAt(url: ListenUrl, { port }: Server): string {
  if (url.kind === "file") return `unix://${url.path}`;
  return `http://${url.host.includes(":") ? `[${url.host}]` : url.host}:${port}`;
}
