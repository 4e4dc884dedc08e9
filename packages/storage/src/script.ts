import { assert, AssertionError } from "./assert.js";

/**
 * Code for calls that complete by callback, written from top to bottom: a generator yields what to start and is resumed when
 * that has completed. `ask`, `need` and `all` make the steps.
 */
export type Script<T = void> = Generator<Step, T, void>;

export type Step = (resume: () => void) => void;

export type Call<T> = (done: (outcome: Answer<T>) => void) => void;

export type Answer<T> =
  { readonly error: undefined; readonly value: T } | { readonly error: Error; readonly value?: undefined };

/** Makes one call and gives its outcome. */
export function* ask<T>(call: Call<T>): Script<Answer<T>> {
  const [outcome] = yield* all([call]);
  assert(outcome !== undefined, "a call has an outcome");
  return outcome;
}

/** Makes one call, which must succeed, and gives its value. */
export function* need<T>(call: Call<T>): Script<T> {
  const outcome = yield* ask(call);
  if (outcome.error !== undefined) throw outcome.error;
  return outcome.value;
}

/** Makes all calls at once, and gives their outcomes in the order of the calls once all have completed. */
export function* all<T>(calls: readonly Call<T>[]): Script<readonly Answer<T>[]> {
  const outcomes = new Array<Answer<T> | undefined>(calls.length).fill(undefined);
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

/** Plays a script to its end. What it throws is the error of `done`, except for a broken assertion, which is a bug. */
export function play(script: Script, done: (error?: Error) => void): void {
  run(script, ({ error }) => done(error));
}

/** The same for a script with a result. */
export function run<T>(script: Script<T>, done: (outcome: Answer<T>) => void): void {
  let step: IteratorResult<Step, T>;
  try {
    step = script.next();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof AssertionError) throw error;
    done({ error });
    return;
  }
  if (step.done === true) {
    done({ error: undefined, value: step.value });
    return;
  }
  step.value(() => run(script, done));
}

/** Makes a call and holds it to the two rules of every callback: never inside the call, and only once. */
function start<T>(call: Call<T>, done: (outcome: Answer<T>) => void): void {
  let inside = true;
  let calls = 0;
  call((outcome) => {
    calls++;
    assert(calls === 1, "a callback comes only once");
    assert(!inside, "a callback comes after the call that asked for it");
    done(outcome);
  });
  inside = false;
}
