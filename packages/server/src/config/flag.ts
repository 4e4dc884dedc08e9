/** How the value of a flag is written. */
export type FlagKind = "text" | "switch" | "duration" | "whole" | "decimal" | "urls" | "list";

/**
 * What giving a flag does today.
 * - `stands`: what its help says.
 * - `harmless`: nothing; it tunes what is not there, and nobody is worse off for it.
 * - `later`: the start is refused, unless the value is the default, because what it asks for does not exist yet.
 */
export type FlagSupport = "stands" | "harmless" | "later";

export interface Flag {
  readonly name: string;
  readonly kind: FlagKind;
  /** As it would be written. */
  readonly fallback: string;
  readonly support: FlagSupport;
  readonly help: string;
}
