/** What the storage calls back with. */
type Outcome<T> = { readonly error: undefined; readonly value: T } | { readonly error: Error };

/** Waits for a callback: resolves with its value, or rejects with its error. */
export function completed<T>(start: (done: (outcome: Outcome<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((outcome) => {
      if (outcome.error === undefined) resolve((outcome as { readonly value: T }).value);
      else reject(outcome.error);
    });
  });
}
