/** Time, as it is passed in: the real one stands in the transport, tests bring their own. */
export interface Clock {
  /** Milliseconds that never run backwards, from any start. */
  now(): number;
  /** Runs once, later, never inside this call; it does not keep a process alive that has nothing else to do. */
  after(milliseconds: number, run: () => void): Timer;
  /** Runs once, as soon as what is under way has returned. */
  soon(run: () => void): void;
}

export interface Timer {
  cancel(): void;
}
