import { onAborted } from "./on-aborted.js";

/** A signal that is aborted with the first of several, until it is released. */
export function anySignal(signals: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const given = signals.filter((signal) => signal !== undefined);
  const stops = given.map((signal) => onAborted(signal, () => controller.abort(signal.reason)));
  const aborted = given.find((signal) => signal.aborted);
  if (aborted !== undefined) controller.abort(aborted.reason);
  return {
    signal: controller.signal,
    release: () => {
      for (const stop of stops) stop();
    },
  };
}
