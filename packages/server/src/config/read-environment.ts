import type { Flag } from "./flag.js";
import type { RawFlags } from "./parse-arguments.js";

/** Every flag is an environment variable too: `--data-dir` is ETCD_DATA_DIR, or KEYVAL_DATA_DIR, which wins. */
export function readEnvironment(
  known: ReadonlyMap<string, Flag>,
  environment: Readonly<Record<string, string | undefined>>,
): RawFlags {
  const given = new Map<string, string>();
  for (const name of known.keys()) {
    const suffix = name.replaceAll("-", "_").toUpperCase();
    const value = environment[`KEYVAL_${suffix}`] ?? environment[`ETCD_${suffix}`];
    // Empty counts as not set: that is how scripts leave a variable out.
    if (value !== undefined && value !== "") given.set(name, value);
  }
  return given;
}
