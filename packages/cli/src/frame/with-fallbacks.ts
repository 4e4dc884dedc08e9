import type { Flags, FlagValues } from "./flag.js";

/** The value of each flag: what was given, or what it is otherwise. */
export function withFallbacks<F extends Flags>(flags: F, given: ReadonlyMap<string, unknown>): FlagValues<F> {
  const entries = Object.entries(flags).map(([name, flag]) => {
    const value: unknown = given.has(name) ? given.get(name) : flag.fallback;
    return [name, value] as const;
  });
  // Each value comes from the parser or the fallback of the flag of its name.
  return Object.fromEntries(entries) as FlagValues<F>;
}
