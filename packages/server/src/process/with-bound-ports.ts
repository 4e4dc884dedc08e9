const ANY_PORT = /^(http:\/\/.*):0(\/?)$/u;

/** What others are told, with the ports that were bound where any that is free was asked for: listened on one for one, or on the first. */
export function withBoundPorts(advertised: readonly string[], bound: readonly string[]): string[] {
  return advertised.map((url, i) => {
    const port = /^http:.*(:\d+)$/u.exec(bound[i] ?? bound[0] ?? "")?.[1] ?? ":0";
    return url.replace(ANY_PORT, `$1${port}$2`);
  });
}
