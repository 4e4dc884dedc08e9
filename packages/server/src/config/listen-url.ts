import { splitList } from "@keyval/api/founding";
import { ConfigError } from "./config-error.js";

/** Where to listen: a port of a host, or a socket file in the working directory. */
export type ListenUrl =
  | { readonly kind: "port"; readonly url: string; readonly host: string; readonly port: number }
  | { readonly kind: "file"; readonly url: string; readonly path: string };

/** Reads a list of URLs as flags have it, separated by commas. */
export function parseListenUrls(flag: string, value: string): ListenUrl[] {
  return splitList(value).map((url) => parseListenUrl(flag, url));
}

/** The same for URLs that others are told: they are kept as they were written. */
export function parseAdvertisedUrls(flag: string, value: string): string[] {
  return splitList(value).map((url) => {
    const parsed = parseListenUrl(flag, url);
    if (parsed.kind === "port" && (parsed.host === "0.0.0.0" || parsed.host === "::")) {
      throw new ConfigError(`--${flag}: ${url} tells nobody where this member is: name its address`);
    }
    return url;
  });
}

/** Nobody can listen where somebody else does; any free port is another one each time. */
export function refuseSharedPlaces(listens: Readonly<Record<string, readonly ListenUrl[]>>): void {
  const taken = new Map<string, string>();
  for (const [flag, urls] of Object.entries(listens)) {
    for (const listen of urls) {
      if (listen.kind === "port" && listen.port === 0) continue;
      const place = listen.kind === "port" ? `${listen.host}:${listen.port}` : listen.path;
      const other = taken.get(place);
      if (other === flag) throw new ConfigError(`--${flag} has ${listen.url} twice`);
      if (other !== undefined)
        throw new ConfigError(`--${other} and --${flag} both have ${listen.url}: give each a port of its own`);
      taken.set(place, flag);
    }
  }
}

function parseListenUrl(flag: string, url: string): ListenUrl {
  const [, scheme = "", authority = "", rest = ""] = /^([a-z]+):\/\/([^/?#]*)(.*)$/u.exec(url) ?? [];
  if (scheme === "https" || scheme === "unixs") {
    throw new ConfigError(
      `--${flag}: ${url} asks for TLS, which does not exist yet: use ${scheme === "https" ? "http" : "unix"}`,
    );
  }
  if ((scheme !== "http" && scheme !== "unix") || authority === "" || (rest !== "" && rest !== "/")) {
    throw new ConfigError(`--${flag}: "${url}" is no URL such as http://127.0.0.1:2379`);
  }
  if (scheme === "unix") return { kind: "file", url, path: authority };
  const [, inBrackets, plain = "", port = ""] = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/u.exec(authority) ?? [];
  const host = inBrackets ?? plain;
  if (host === "" || port === "" || Number(port) > 65_535) {
    throw new ConfigError(`--${flag}: "${url}" needs a host and a port, such as http://127.0.0.1:2379`);
  }
  return { kind: "port", url, host, port: Number(port) };
}
