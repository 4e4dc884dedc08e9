import type { Done, Outcome } from "../disk.js";
import { check, CheckError } from "./check.js";

/**
 * A story told step by step over calls that complete by callback: a generator yields what to start and is resumed when
 * that has completed. `ask` and `all` make the steps.
 */
export type Script<T = void> = Generator<Step, T, void>;

export type Step = (resume: () => void) => void;

export type Call<T> = (done: Done<T>) => void;

/** Makes one call and gives its outcome. */
export function* ask<T>(call: Call<T>): Script<Outcome<T>> {
  const [outcome] = yield* all([call]);
  check(outcome !== undefined, "a call without an outcome");
  return outcome;
}

/** Makes one call, which must succeed, and gives its value. */
export function* need<T>(call: Call<T>): Script<T> {
  const outcome = yield* ask(call);
  if (outcome.error !== undefined) throw outcome.error;
  return outcome.value;
}

/** Makes all calls at once, and gives their outcomes in the order of the calls once all have completed. */
export function* all<T>(calls: readonly Call<T>[]): Script<readonly Outcome<T>[]> {
  const outcomes = new Array<Outcome<T> | undefined>(calls.length).fill(undefined);
  if (calls.length > 0) {
    yield (resume) => {
      let missing = calls.length;
      calls.forEach((call, position) => {
        start(call, (outcome) => {
          outcomes[position] = outcome;
          missing--;
          if (missing === 0) resume();
        });
      });
    };
  }
  return outcomes.filter((outcome) => outcome !== undefined);
}

/** Plays a script to its end. What it throws is the error of `done`. */
export function play(script: Script, done: (error?: Error) => void): void {
  let step: IteratorResult<Step, void>;
  try {
    step = script.next();
  } catch (error) {
    done(error instanceof Error ? error : new CheckError(String(error)));
    return;
  }
  if (step.done === true) {
    done();
    return;
  }
  try {
    step.value(() => play(script, done));
  } catch (error) {
    done(error instanceof Error ? error : new CheckError(String(error)));
  }
}

/** Makes a call and holds it to the two rules of every callback: never inside the call, and only once. */
function start<T>(call: Call<T>, done: Done<T>): void {
  let inside = true;
  let calls = 0;
  call((outcome) => {
    calls++;
    // Nobody is left to be told by value: whatever runs the disk must see this.
    if (calls > 1) throw new CheckError("a callback came twice");
    if (inside) throw new CheckError("a callback came inside the call that asked for it");
    done(outcome);
  });
  inside = false;
}
