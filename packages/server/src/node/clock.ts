/** Time, injected. No callback runs inside the call that asked for it. */
export interface Clock {
  /** Whole milliseconds of a clock that never falls and stands still while the machine is suspended. */
  now(): number;
  /** Whole milliseconds of the wall clock, which may jump. */
  wall(): number;
  after(milliseconds: number, run: () => void): Timer;
  /** Runs once everything that has arrived in this turn was handed in. */
  endOfTurn(run: () => void): void;
}

export interface Timer {
  cancel(): void;
}
