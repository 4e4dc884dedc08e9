/** A version of the cluster: patches do not matter to it. */
export interface Version {
  readonly major: number;
  readonly minor: number;
}

/** `3`, `3.7`, `v3.7.1`, `3.7.0-rc.1+build`: what etcd reads as a version. */
const VERSION =
  /^v?(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d*))?)?(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/u;

export function parseVersion(text: string): Version | undefined {
  const match = VERSION.exec(text);
  if (match === null) return undefined;
  const [, major = "0", minor = "0"] = match;
  return { major: Number(major), minor: Number(minor) };
}

export function compareVersions(a: Version, b: Version): number {
  return a.major - b.major || a.minor - b.minor;
}

/** `3.7.0`: how the cluster's version is kept. */
export function fullVersion({ major, minor }: Version): string {
  return `${major}.${minor}.0`;
}

/** `3.7`: how clients are told. */
export function shortVersion({ major, minor }: Version): string {
  return `${major}.${minor}`;
}

/** The only one that a cluster may be taken back to; undefined if there is none. */
export function versionBefore({ major, minor }: Version): Version | undefined {
  return minor === 0 ? undefined : { major, minor: minor - 1 };
}
