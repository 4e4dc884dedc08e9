interface Listeners {
  readonly run: () => void;
  readonly callbacks: Set<() => void>;
}

const known = new WeakMap<AbortSignal, Listeners>();

/**
 * Calls back if the signal is aborted, until the returned function is called. A signal gets one listener, however many
 * calls it is given to: Node takes more than ten for a leak, and says so.
 */
export function onAborted(signal: AbortSignal, callback: () => void): () => void {
  const listeners = known.get(signal) ?? listenersOf(signal);
  if (listeners.callbacks.size === 0) signal.addEventListener("abort", listeners.run, { once: true });
  listeners.callbacks.add(callback);
  return () => {
    listeners.callbacks.delete(callback);
    if (listeners.callbacks.size === 0) signal.removeEventListener("abort", listeners.run);
  };
}

function listenersOf(signal: AbortSignal): Listeners {
  const callbacks = new Set<() => void>();
  const run = (): void => {
    for (const callback of [...callbacks]) callback();
  };
  const listeners = { run, callbacks };
  known.set(signal, listeners);
  return listeners;
}
