import { ConfigError } from "./config-error.js";
import { splitList } from "./listen-url.js";

/** A member that the cluster begins with. */
export interface InitialMember {
  readonly name: string;
  readonly peerUrls: readonly string[];
}

/** Reads `a=http://10.0.0.1:2380,b=http://10.0.0.2:2380`; a member with several URLs stands there several times. */
export function parseInitialCluster(value: string): InitialMember[] {
  const byName = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const part of splitList(value)) {
    const [, name = "", url = ""] = /^([^=]+)=([a-z]+:\/\/.+)$/u.exec(part) ?? [];
    if (name === "") throw new ConfigError(`--initial-cluster: "${part}" is not of the form name=http://host:port`);
    if (seen.has(url)) throw new ConfigError(`--initial-cluster: ${url} stands there twice`);
    seen.add(url);
    byName.set(name, [...(byName.get(name) ?? []), url]);
  }
  return [...byName].map(([name, peerUrls]) => ({ name, peerUrls: peerUrls.toSorted() }));
}
