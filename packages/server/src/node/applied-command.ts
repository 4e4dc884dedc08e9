import type { Result } from "@keyval/statemachine";

/** What applying a command gives to whoever waits for it. */
export interface AppliedCommand {
  readonly result: Result;
  /** Of the store, right after it. */
  readonly revision: number;
}
