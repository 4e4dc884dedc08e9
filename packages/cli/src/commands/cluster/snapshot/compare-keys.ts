/** A key that is there, as its newest version is. */
export interface LiveKey {
  readonly key: Uint8Array;
  readonly modRevision: number;
  /** Equal for equal values, revisions and leases. */
  readonly hash: string;
}

/** A key that is not in both as it is in the other. */
export interface Difference {
  readonly key: Uint8Array;
  /** Undefined if the key was added. */
  readonly before: LiveKey | undefined;
  /** Undefined if the key was removed. */
  readonly after: LiveKey | undefined;
}

/** In their order. */
export type Keys = Iterable<LiveKey, void>;

/** Walks side by side over keys that are in order. */
export function* compareKeys(before: Keys, after: Keys): Generator<Difference, void, void> {
  const [left, right] = [before[Symbol.iterator](), after[Symbol.iterator]()];
  let [old, now] = [next(left), next(right)];
  while (old !== undefined || now !== undefined) {
    const order = old === undefined ? 1 : now === undefined ? -1 : Buffer.compare(old.key, now.key);
    const [was, is]: [LiveKey | undefined, LiveKey | undefined] = [
      order <= 0 ? old : undefined,
      order >= 0 ? now : undefined,
    ];
    const key = was?.key ?? is?.key;
    if (key !== undefined && was?.hash !== is?.hash) yield { key, before: was, after: is };
    if (was !== undefined) old = next(left);
    if (is !== undefined) now = next(right);
  }
}

function next(keys: Iterator<LiveKey, void>): LiveKey | undefined {
  const step = keys.next();
  return step.done === true ? undefined : step.value;
}
