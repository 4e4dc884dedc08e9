import {
  AuthOldRevision,
  ConnectionLost,
  DeadlineExceeded,
  InvalidAuthToken,
  type KeyValError,
  LeaderChanged,
  NoLeader,
  NotReady,
  ServerStopped,
  StoreReplaced,
  RequestTimedOut,
  TimedOutAppliedIndex,
  TimedOutConnectionLost,
  TimedOutLeaderFailed,
  TooManyAnswers,
  TooManyRequests,
  Unreachable,
  UserEmpty,
} from "../errors/index.js";
import { RETRY_PAUSE_FIRST_MS, RETRY_PAUSE_MAX_MS } from "../limits.js";
import type { GiveUp } from "./give-up.js";

/** Troubles of one member or of a moment, in which another attempt, perhaps with another member, may go well. */
const PASSING = [
  ConnectionLost,
  LeaderChanged,
  NoLeader,
  NotReady,
  ServerStopped,
  StoreReplaced,
  RequestTimedOut,
  TimedOutAppliedIndex,
  TimedOutConnectionLost,
  TimedOutLeaderFailed,
  TooManyAnswers,
  TooManyRequests,
  Unreachable,
];

/** There is too much for whoever asks, or for everybody, wherever it is asked for. */
const FULL = [TooManyAnswers, TooManyRequests];

/** Only what has certainly changed nothing, or does so once however often it is called, is ever tried again without being asked. */
export function mayRetry(error: KeyValError, isRepeatable = false): boolean {
  return (isRepeatable || error.outcome === "notApplied") && PASSING.some((kind) => error instanceof kind);
}

/** Whether the error speaks against the member that it came from, so that another one should be asked. */
export function isFaultOfEndpoint(error: KeyValError): boolean {
  return (
    !FULL.some((kind) => error instanceof kind) &&
    (error instanceof DeadlineExceeded || PASSING.some((kind) => error instanceof kind))
  );
}

/** Errors that another token can mend. */
export function isFaultOfToken(error: KeyValError): boolean {
  return error instanceof InvalidAuthToken || error instanceof AuthOldRevision || error instanceof UserEmpty;
}

/** The pause before an attempt, by how many there were: it grows, and no two clients come back in step. */
export function retryPauseMs(attempts: number, random: () => number): number {
  const most = Math.min(RETRY_PAUSE_MAX_MS, RETRY_PAUSE_FIRST_MS * 2 ** (attempts - 1));
  return most * (0.5 + random() / 2);
}

/** Waits for the time of the next attempt; throws the error of the last one where there is no time for another. */
export async function pauseAfter(
  error: unknown,
  giveUp: GiveUp,
  attempts: number,
  random: () => number,
): Promise<void> {
  const pauseMs = retryPauseMs(attempts, random);
  if (pauseMs >= giveUp.timeLeftMs) throw error;
  await giveUp.pause(pauseMs);
}
