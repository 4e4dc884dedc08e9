import type { ConnectionOptions } from "node:tls";
import type { ClientOwner, Http2Connection } from "../http2/connection.js";
import type { Refusals } from "../http2/refusals.js";
import type { StreamOwner } from "../http2/stream.js";
import type { Http2Limits } from "../limits.js";
import type { Turns } from "./turns.js";

/** Where to connect, and how. */
export interface ClientOptions<Owner extends StreamOwner = StreamOwner> {
  readonly host: string;
  readonly port: number;
  /** Given: the socket at this path, instead of `host` and `port`. */
  readonly path?: string;
  /** Given: TLS, with ALPN "h2". */
  readonly tls?: ConnectionOptions;
  /**
   * Called once, inside `connect`, before anything happens: requests may be made at once and leave when the connection
   * stands. A connection that could not be made ends with `onClose`, like any other.
   */
  readonly accept: (connection: Http2Connection<Owner>) => ClientOwner<Owner>;
  /** Those that differ from `defaultLimits`. */
  readonly limits?: Partial<Http2Limits>;
  /** Connections that share one write from one buffer: those of one client. Default: one of its own. */
  readonly turns?: Turns;
  /** Where what servers do too much of is counted. */
  readonly refusals?: Refusals;
}
