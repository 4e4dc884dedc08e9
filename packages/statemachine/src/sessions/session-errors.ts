/** Why a command with a session was not done, with what the client should do; none of them has a counterpart in etcd. */
export const sessionErrors = {
  sessionNotFound:
    "there is no such session, or it has expired: open a new one; what happened to its commands is unknown",
  tooManySessions: "there are too many sessions: close some, or wait until some expire",
  tooManyUnacknowledged: "the session keeps too many results: acknowledge those that have arrived, and try again",
  answeredBefore: "the session has acknowledged the answer of this command: give each command a number of its own",
  resultNotKept: "the command was done before, but its result was too large to be kept: read what it changed",
} as const;

export type SessionErrorName = keyof typeof sessionErrors;

export function isSessionError(name: string): name is SessionErrorName {
  return Object.hasOwn(sessionErrors, name);
}
