/**
 * What a failed call has changed. `notApplied`: certainly nothing, so that it can be made again. `unknown`: nobody can
 * say, so that whoever makes it again may do it twice.
 */
export type Outcome = "notApplied" | "unknown";

/** Where an error comes from. */
export interface ErrorContext {
  /** The method of the call, as `KV/Put`. */
  readonly method?: string;
  /** Who was asked last. */
  readonly endpoint?: string;
  readonly cause?: unknown;
}

/** Every failure that this package has for its users: one class for each reason, told apart by `code` too. */
export abstract class KeyValError extends Error {
  /** Stable: programs may rely on it. */
  abstract readonly code: string;
  abstract readonly outcome: Outcome;
  readonly method: string | undefined;
  readonly endpoint: string | undefined;

  constructor(message: string, context: ErrorContext = {}) {
    super(message, "cause" in context ? { cause: context.cause } : undefined);
    this.name = new.target.name;
    this.method = context.method;
    this.endpoint = context.endpoint;
  }
}

/** Whether it is certain that what failed has changed nothing. */
export function isNotApplied(error: unknown): error is KeyValError & { readonly outcome: "notApplied" } {
  return error instanceof KeyValError && error.outcome === "notApplied";
}
