import type { RequestListener } from "node:http";
import type { TlsOptions } from "node:tls";
import type { Http2Connection, ServerOwner } from "../http2/connection.js";
import type { Refusals } from "../http2/refusals.js";
import type { StreamOwner } from "../http2/stream.js";
import type { Http2Limits } from "../limits.js";
import type { Peer } from "./peer.js";
import type { Turns } from "./turns.js";

/** Where a server listens and what it does with whoever comes. */
export interface ServerOptions<Owner extends StreamOwner = StreamOwner> {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Given: a socket at this path, instead of `host` and `port`. The file goes when the server stops. */
  readonly path?: string;
  /** Given: connections may come with TLS, and choose HTTP/2 or HTTP/1.1 by ALPN. */
  readonly tls?: TlsOptions;
  /** Whether connections without TLS are taken, beside those with it. Default: only if `tls` is not given. */
  readonly plaintext?: boolean;
  /** Who hears of a new HTTP/2 connection's streams. Called once its preface is complete. */
  readonly accept: (connection: Http2Connection<Owner>, peer: Peer) => ServerOwner<Owner>;
  /** Where HTTP/1.1 goes; without it such connections are closed. */
  readonly http1?: RequestListener;
  /** Those that differ from `defaultLimits`. */
  readonly limits?: Partial<Http2Limits>;
  /** Visits the connections, for instance those of several doors. Default: one for this door. */
  readonly turns?: Turns;
  /** Gets a line at most once a second for each kind of refusal. Default: nobody. */
  readonly log?: (line: string) => void;
}

/** A running server. */
export interface Server {
  /** The port that is listened on; 0 for a socket in a file. */
  readonly port: number;
  /** Connections that stand, of any kind. */
  readonly connections: number;
  /** What was refused so far, for metrics. */
  readonly refusals: Refusals;
  /**
   * Lets calls on the connections that stand finish for so long, then closes them; new connections are taken all the
   * while, and HTTP/1.1 is not concerned.
   */
  endConnections(graceMillis: number): void;
  /** Takes no new connections, lets calls finish for so long, then closes what is left. Resolves when all is closed. */
  stop(graceMillis: number): Promise<void>;
}
