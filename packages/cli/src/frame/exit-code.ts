/** How a command ends, as etcdctl's scripts know it. */
export const ExitCode = {
  success: 0,
  error: 1,
  badConnection: 2,
  /** For what is read from standard input. */
  invalidInput: 3,
  /** A flag that exists, with a value that does not. */
  badFeature: 4,
  interrupted: 5,
  badArguments: 128,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
