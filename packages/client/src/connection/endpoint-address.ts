/** An endpoint as it was given, and what a connection needs to know of it. */
export interface EndpointAddress {
  /** As it was given, for messages and for asking this one alone. */
  readonly text: string;
  /** For the dialer: `host:port`, or `unix:` with a path. */
  readonly target: string;
  readonly isEncrypted: boolean;
}

const PORT_DEFAULT = 2379;
const SCHEME = /^(?:(https?|unixs?):(?:\/\/)?)(.+)$/;
const HOST_AND_PORT = /^(\[[0-9a-fA-F:.%]+\]|[^:/\s]+)(?::([0-9]{1,5}))?\/?$/;

/**
 * `host`, `host:port`, `[v6]:port`, `http://…`, `https://…`, or `unix://path` and `unixs://path`. Without a scheme it is
 * encrypted where `encryptsByDefault` says so, that is where TLS was asked for.
 */
export function parseEndpoint(text: string, encryptsByDefault: boolean): EndpointAddress {
  const [, scheme, rest = text] = SCHEME.exec(text) ?? [];
  const isEncrypted = scheme === undefined ? encryptsByDefault : scheme.endsWith("s");
  if (scheme?.startsWith("unix") === true) return { text, target: `unix:${rest}`, isEncrypted };
  const [, host, port = String(PORT_DEFAULT)] = HOST_AND_PORT.exec(rest) ?? [];
  if (host === undefined || Number(port) > 65_535) {
    throw new RangeError(
      `"${text}" is no endpoint: write host:port, http://host:port, https://host:port or unix://path`,
    );
  }
  return { text, target: `${host}:${port}`, isEncrypted };
}
