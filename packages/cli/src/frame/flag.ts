import { parseGoDuration } from "@keyval/api/go-duration";
import { parseBoolean, parseInteger, splitList } from "./flag-values.js";

/** A flag by what it does; its name is the key under which a command lists it. */
export interface Flag<T> {
  readonly help: string;
  readonly fallback: T;
  /** One letter, for `-w`. */
  readonly short?: string;
  /** What a value is called in the help; nothing for a switch. */
  readonly placeholder: string;
  /** What a switch means when it is given without a value. */
  readonly alone?: string;
  /** What may be given, where that is a short list. */
  readonly choices?: readonly string[];
  /** Throws a sentence. `previous` is what the same flag was given before, on the same command line. */
  readonly parse: (text: string, previous: T | undefined) => T;
}

// `any`, because a flag takes its own type in and gives it out: there is no common one but this.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Flags = Readonly<Record<string, Flag<any>>>;

export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never };

type Options = Pick<Flag<never>, "short" | "choices">;

export function text(fallback: string, help: string, options: Options = {}): Flag<string> {
  return { help, fallback, placeholder: "string", parse: (value) => value, ...options };
}

export function toggle(help: string, options: Options & { readonly fallback?: boolean } = {}): Flag<boolean> {
  return { help, fallback: false, placeholder: "", alone: "true", parse: parseBoolean, ...options };
}

/** Ends at 2^53 - 1, as the numbers of messages do. */
export function integer(fallback: number, help: string): Flag<number> {
  return { help, fallback, placeholder: "int", parse: (value) => parseInteger(value, "ParseInt") };
}

export function natural(fallback: number, help: string, options: Options = {}): Flag<number> {
  return { help, fallback, placeholder: "uint", parse: (value) => parseInteger(value, "ParseUint"), ...options };
}

/** In milliseconds, written as `1m30s`. */
export function duration(fallback: number, help: string): Flag<number> {
  const parse = (value: string): number => {
    const milliseconds = parseGoDuration(value);
    if (milliseconds === undefined) throw new RangeError(`time: invalid duration "${value}"`);
    return milliseconds;
  };
  return { help, fallback, placeholder: "duration", parse };
}

/** Values behind commas; the flag may be given several times. */
export function list(fallback: readonly string[], help: string): Flag<readonly string[]> {
  return { help, fallback, placeholder: "strings", parse: (value, earlier = []) => [...earlier, ...splitList(value)] };
}
