import type { RequestListener } from "node:http";
import type { TlsOptions } from "node:tls";
import type { Http2Connection, ServerOwner } from "../http2/connection.js";
import type { StreamOwner } from "../http2/stream.js";

/** Where a server listens and what it does with whoever comes. */
export interface ServerOptions<Owner extends StreamOwner = StreamOwner> {
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Given: connections may come with TLS, and choose HTTP/2 or HTTP/1.1 by ALPN. */
  readonly tls?: TlsOptions;
  /** Whether connections without TLS are taken, beside those with it. Default: only if `tls` is not given. */
  readonly plaintext?: boolean;
  /** Who hears of a new HTTP/2 connection's streams. Called once its preface is complete. */
  readonly accept: (connection: Http2Connection<Owner>, peer: Peer) => ServerOwner<Owner>;
  /** Where HTTP/1.1 goes; without it such connections get 505 and are closed. */
  readonly http1?: RequestListener;
}

/** Who is at the other end. */
export interface Peer {
  readonly address: string;
  readonly port: number;
  readonly encrypted: boolean;
  /** The subject of a client certificate that was verified, as OpenSSL names its parts. */
  readonly subject: Readonly<Record<string, string | string[]>> | undefined;
}
