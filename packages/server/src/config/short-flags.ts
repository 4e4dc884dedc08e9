import { ConfigError } from "./config-error.js";
import type { Flag } from "./flag.js";
import type { RawFlags } from "./parse-arguments.js";

/** The short set: enough for a cluster that members join one after the other. */
export const shortFlags: readonly Flag[] = [
  { name: "id", kind: "text", fallback: "", support: "stands", help: "As --name" },
  { name: "laddr", kind: "text", fallback: "", support: "stands", help: "host:port for clients" },
  { name: "raddr", kind: "text", fallback: "", support: "stands", help: "host:port for other members" },
];

/** Says the same with the long flags. */
export function withShortFlags(given: RawFlags): RawFlags {
  const long = new Map<string, string>();
  for (const [name, value] of given) {
    if (name === "id") put(long, given, "id", "name", value);
    else if (name === "laddr") put(long, given, "laddr", "listen-client-urls", urlOf("laddr", value));
    else if (name === "raddr") put(long, given, "raddr", "listen-peer-urls", urlOf("raddr", value));
    else long.set(name, value);
  }
  return long;
}

function put(long: Map<string, string>, given: RawFlags, short: string, name: string, value: string): void {
  if (given.has(name)) throw new ConfigError(`--${short} and --${name} say the same: give one of them`);
  long.set(name, value);
}

function urlOf(flag: string, address: string): string {
  if (/^(?:\[[^\]]+\]|[^:/]+):\d{1,5}$/u.test(address)) return `http://${address}`;
  throw new ConfigError(`-${flag} ${address} is not of the form host:port`);
}
