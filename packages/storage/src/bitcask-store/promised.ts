import type { Answer } from "../script.js";

/** A call that completes by callback, as a promise. */
export function promised<T>(call: (done: (outcome: Answer<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    call((outcome) => {
      if (outcome.error === undefined) resolve(outcome.value);
      else reject(outcome.error);
    });
  });
}
