import type { Flags, FlagValues } from "./flag.js";
import type { GlobalValues } from "./global-flags.js";
import type { Terminal } from "./terminal.js";

/** A command as it was called. */
export interface Call<F extends Flags = Flags> {
  /** What is no flag, with what stands behind `--`. */
  readonly args: readonly string[];
  /** How many of them stand before `--`; undefined if there is none. */
  readonly dashAt: number | undefined;
  readonly flags: FlagValues<F>;
  readonly globals: GlobalValues;
  /** The names of the flags that were given, on the command line or by the environment. */
  readonly given: ReadonlySet<string>;
  readonly terminal: Terminal;
}

export interface Example {
  readonly what: string;
  /** Without the name of the program. */
  readonly line: string;
}

export interface Command<F extends Flags = Flags> {
  /** The arguments as the help shows them: `[options] <key> [range_end]`. */
  readonly usage: string;
  /** What there is to know beyond the summary. */
  readonly description?: string;
  readonly examples: readonly Example[];
  readonly flags: F;
  /** Resolves with the exit status, or with nothing for 0. */
  readonly run: (call: Call<F>) => Promise<number | undefined>;
}

/** Lets TypeScript find out the types of the flags' values. */
export function command<F extends Flags>(definition: {
  readonly usage: string;
  readonly description?: string;
  readonly examples: readonly Example[];
  readonly flags: F;
  readonly run: (call: Call<F>) => Promise<number | undefined> | Promise<void>;
}): Command {
  // Whoever calls `run` has parsed the command's own flags, so the values are of these types.
  return definition as unknown as Command;
}

/** A place in the tree of commands: its code is loaded when it is called, so that the others start fast. */
export interface Leaf {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
  /** Called by programs, not by people. */
  readonly isHidden?: true;
}

export interface Branch {
  readonly name: string;
  readonly summary: string;
  /** For all commands below. */
  readonly flags?: Flags;
  readonly commands: readonly Leaf[];
}

export interface Group {
  readonly title: string;
  readonly commands: readonly (Leaf | Branch)[];
}
