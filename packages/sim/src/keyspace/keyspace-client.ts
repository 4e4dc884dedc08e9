/** What is common to all who want something of members again and again. */
export interface KeyspaceClient {
  start(): void;
  /** Begins nothing any more; what is under way still ends. */
  stop(): void;
  readonly isBusy: boolean;
  /** The times of its answers; undefined for a client that is not owed any. */
  readonly answers: readonly number[] | undefined;
}
