/** Goes on with the next step, or ends with an error. */
export type Next = (error?: Error) => void;

/** One step per item, each after the one before; every step answers by a callback, never inside the call. */
export function inOrder<T>(items: readonly T[], step: (item: T, next: Next) => void, done: Next): void {
  const [item] = items;
  if (item === undefined) {
    done();
    return;
  }
  step(item, (error) => {
    if (error === undefined) inOrder(items.slice(1), step, done);
    else done(error);
  });
}
