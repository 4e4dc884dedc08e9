/** What a server in this process is given. */
export interface ServerOptions {
  /** Where it keeps its data; made if it is missing. Without one it keeps them in memory, and they end with it. */
  readonly directory?: string;
  /** Where clients are listened for: this machine alone unless it is said otherwise. */
  readonly host?: string;
  /** Any free one unless it is given. */
  readonly port?: number;
  /** Everything else that `keyval --help` lists, by the names of the flags without their hyphens in front. */
  readonly flags?: Readonly<Record<string, string | number | boolean>>;
  /** Takes each line of the log, which is JSON. */
  readonly log?: (line: string) => void;
}
