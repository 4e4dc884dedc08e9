import type { ConnectionOptions } from "node:tls";
import type { ClientOwner, Http2Connection } from "../http2/connection.js";
import type { StreamOwner } from "../http2/stream.js";

/** Where to connect, and how. */
export interface ClientOptions<Owner extends StreamOwner = StreamOwner> {
  readonly host: string;
  readonly port: number;
  /** Given: TLS, with ALPN "h2". */
  readonly tls?: ConnectionOptions;
  /**
   * Called once, inside `connect`, before anything happens: requests may be made at once and leave when the connection
   * stands. A connection that could not be made ends with `onClose`, like any other.
   */
  readonly accept: (connection: Http2Connection<Owner>) => ClientOwner<Owner>;
}

/** Connects; all that happens comes by the owner's events. */
export type Connect = <Owner extends StreamOwner>(options: ClientOptions<Owner>) => Http2Connection<Owner>;
