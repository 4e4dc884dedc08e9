/** A member that the cluster begins with. */
export interface InitialMember {
  readonly name: string;
  /** In their order. */
  readonly peerUrls: readonly string[];
}

/** What the flags say of the beginning. */
export interface Beginning {
  /** `--initial-cluster`: `a=http://10.0.0.1:2380,b=http://10.0.0.2:2380`; empty for a member alone. */
  readonly initialCluster: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
}

/** All members of the beginning, this one among them. Throws a RangeError with a sentence if there is no sense in the flags. */
export function initialMembers({ initialCluster, name, peerUrls }: Beginning): InitialMember[] {
  const own = peerUrls.toSorted();
  const members = parseInitialCluster(initialCluster);
  if (members.length === 0) return [{ name, peerUrls: own }];
  const self = members.find((member) => member.name === name);
  if (self === undefined) throw new RangeError(`--initial-cluster does not name this member, "${name}"`);
  if (self.peerUrls.join() !== own.join()) {
    throw new RangeError(
      `--initial-cluster has ${self.peerUrls.join()} for "${name}", but --initial-advertise-peer-urls has ${peerUrls.join()}`,
    );
  }
  return members;
}

/** A member with several URLs stands there several times. */
function parseInitialCluster(value: string): InitialMember[] {
  const byName = new Map<string, string[]>();
  const seen = new Set<string>();
  for (const part of splitList(value)) {
    const [, name = "", url = ""] = /^([^=]+)=([a-z]+:\/\/.+)$/u.exec(part) ?? [];
    if (name === "") throw new RangeError(`--initial-cluster: "${part}" is not of the form name=http://host:port`);
    if (seen.has(url)) throw new RangeError(`--initial-cluster: ${url} stands there twice`);
    seen.add(url);
    byName.set(name, [...(byName.get(name) ?? []), url]);
  }
  return [...byName].map(([name, peerUrls]) => ({ name, peerUrls: peerUrls.toSorted() }));
}

/** Parts between commas, as flags have them. */
export function splitList(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
