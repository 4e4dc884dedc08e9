import { Failure } from "./failure.js";
import type { Flags } from "./flag.js";
import { parseFlags } from "./parse-flags.js";

/** Known to etcdctl beside the flags, or left over from when there were two versions of it. */
const EXPECTED = new Set(["ETCDCTL_API", "ETCDCTL_WATCH_KEY", "ETCDCTL_WATCH_RANGE_END"]);

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The flags that the environment gives: `--dial-timeout` is KVCTL_DIAL_TIMEOUT, or ETCDCTL_DIAL_TIMEOUT, which yields to it.
 * A flag on the command line wins over KVCTL_; beside ETCDCTL_ it is refused, as etcdctl does.
 */
export function environmentFlags(
  flags: Flags,
  environment: Environment,
  given: ReadonlySet<string>,
): ReadonlyMap<string, unknown> {
  const argv: string[] = [];
  for (const name of Object.keys(flags)) {
    const suffix = name.replaceAll("-", "_").toUpperCase();
    const etcdctls = `ETCDCTL_${suffix}`;
    if (given.has(name) && environment[etcdctls] !== undefined) throw conflict(etcdctls, name);
    // Empty counts as not set: that is how scripts leave a variable out.
    const value = [environment[`KVCTL_${suffix}`], environment[etcdctls]].find((each = "") => each !== "");
    if (value !== undefined && !given.has(name)) argv.push(`--${name}=${value}`);
  }
  return parseFlags(flags, argv).values;
}

/** The variables that look like flags and are none. */
export function unknownVariables(flags: Flags, environment: Environment): string[] {
  const known = new Set(Object.keys(flags).map((name) => name.replaceAll("-", "_").toUpperCase()));
  return Object.keys(environment).filter((variable) => {
    const [, suffix] = /^(?:KVCTL|ETCDCTL)_(.*)$/u.exec(variable) ?? [];
    return suffix !== undefined && !known.has(suffix) && !EXPECTED.has(variable.replace("KVCTL_", "ETCDCTL_"));
  });
}

function conflict(variable: string, name: string): Failure {
  return new Failure(
    `conflicting environment variable ${variable} is shadowed by corresponding command-line flag --${name} ` +
      "(either unset environment variable or disable flag)",
  );
}
