import type { RequestListener } from "node:http";
import type { RpcServer } from "@keyval/grpc";
import { serve, type Server } from "@keyval/grpc/transport";
import { ConfigError } from "../config/config-error.js";
import type { ListenUrl } from "../config/listen-url.js";
import type { Logger } from "./logger.js";

export type Door = "clients" | "peers";

/** How long calls may take to end when a door is closed. */
const GRACE_MS = 1_000;

interface Listening {
  readonly server: Server;
  readonly url: string;
}

/** The ports that are listened on. */
export class Listeners {
  readonly #log: Logger;
  readonly #open = new Map<Door, Listening[]>();

  constructor(log: Logger) {
    this.#log = log;
  }

  urlsOf(door: Door): string[] {
    return (this.#open.get(door) ?? []).map(({ url }) => url);
  }

  /** On all of the URLs. What speaks HTTP/1.1 goes to `http1`, and is not taken without it. */
  async open(door: Door, urls: readonly ListenUrl[], rpc: RpcServer, http1?: RequestListener): Promise<void> {
    for (const url of urls) {
      if (url.kind === "file") throw new ConfigError(`${url.url}: sockets in files are not supported yet`);
      const server = await serve({
        host: url.host,
        port: url.port,
        accept: (connection, peer) => rpc.accept(connection, peer),
        ...(http1 !== undefined && { http1 }),
        log: (line) => {
          this.#log.warn(line, { door });
        },
      });
      const host = url.host.includes(":") ? `[${url.host}]` : url.host;
      this.#open.set(door, [...(this.#open.get(door) ?? []), { server, url: `http://${host}:${server.port}` }]);
    }
  }

  async close(door: Door): Promise<void> {
    const listening = this.#open.get(door) ?? [];
    this.#open.delete(door);
    await Promise.all(listening.map(({ server }) => server.stop(GRACE_MS)));
  }
}
