import type { ErrorName } from "@keyval/api";

/** Measures commands and reads on their way, with a clock of its own; for statistics alone. */
export interface SubmissionMeter {
  /** A time, to be handed back. */
  began(): number;
  /** A command of this kind was answered; without an error, it was applied. */
  submitted(kind: number, error: ErrorName | undefined, began: number): void;
  /** A read was confirmed by the leader, or not. */
  confirmed(error: ErrorName | undefined, began: number): void;
}
