import type { ConnectionOptions } from "node:tls";
import type { Dial } from "../client/subchannel.js";
import type { Http2Limits } from "../limits.js";
import type { ClientOptions } from "./client-options.js";
import { connect } from "./connect.js";
import { Turns } from "./turns.js";

const UNIX = "unix:";

export interface DialerOptions {
  /** Given: TLS, with ALPN "h2". */
  readonly tls?: ConnectionOptions;
  /** Those that differ from `defaultLimits`. */
  readonly limits?: Partial<Http2Limits>;
  /** Visits the connections. Default: one for all of this dialer's. */
  readonly turns?: Turns;
}

/**
 * For `ChannelOptions.dial`: addresses are "host:port", "[host]:port", or "unix:" with the path of a socket. Its
 * connections share one output buffer.
 */
export function dialer({ turns = new Turns(), ...options }: DialerOptions = {}): Dial {
  return (address, accept) => connect({ ...options, ...target(address), turns, accept });
}

function target(address: string): Pick<ClientOptions, "host" | "port" | "path"> {
  if (address.startsWith(UNIX)) return { host: "localhost", port: 0, path: address.slice(UNIX.length) };
  return hostAndPort(address);
}

function hostAndPort(address: string): { readonly host: string; readonly port: number } {
  const [, inBrackets, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):([0-9]{1,5})$/.exec(address) ?? [];
  const host = inBrackets ?? plain;
  if (host === undefined || Number(port) > 65_535) {
    throw new RangeError(`"${address}" is no address: it has to look like host:port or [host]:port`);
  }
  return { host, port: Number(port) };
}
