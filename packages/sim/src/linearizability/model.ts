import type { Operation } from "./history.js";

/**
 * What one key does when operations come one after the other. `S` is never undefined. A state may stand for several
 * that the operations so far leave possible, as long as `step` narrows it exactly.
 */
export interface Model<S, I, O> {
  readonly initial: S;
  /**
   * The state after the operation, or undefined if it cannot have given this output. Without output it is the state if
   * the operation did what it was to do; one that does nothing need not be considered, because an operation whose
   * outcome is unknown may be left out.
   */
  step(state: S, input: I, output: O | undefined): S | undefined;
  /** Equal for equal states only. */
  keyOf(state: S): string;
  /** Whether an operation with this output changes nothing, whatever the state. */
  isRead(input: I, output: O | undefined): boolean;
  /** Operations with ranks can only take effect in their order, equal ones in any. Undefined: no rank. */
  rankOf(output: O): number | undefined;
  /** No operation of lower rank can follow. */
  leastRank(state: S): number;
  /** What can be told about the operations of a key from those that certainly took effect. */
  study(operations: readonly Operation<I, O>[], certain: readonly Operation<I, O>[]): Study<I, O>;
  /** For people. */
  describe(input: I, output: O | undefined): string;
  describeState(state: S): string;
}

/** About operations whose outcome is unknown. */
export interface Study<I, O> {
  /** The output it must have had if it took effect, as far as that can be told. */
  outputOf(operation: Operation<I, O>): O | undefined;
  /** Two operations of the same kind may stand for each other: no output tells them apart. */
  kindOf(operation: Operation<I, O>): string;
  /** It can no longer take effect in a state whose least rank is higher; Infinity if that cannot be told. */
  expiryOf(operation: Operation<I, O>): number;
  /**
   * A joker can take effect in any state, and one that is conditional in some, with the same result as far as anybody can
   * tell. So a joker need not be used where one that is conditional would do.
   */
  roleOf(operation: Operation<I, O>): "joker" | "conditional" | undefined;
}
