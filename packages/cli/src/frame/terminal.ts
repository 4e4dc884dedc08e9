/** Text, or bytes as they are: keys and values are written untouched. */
export type Piece = string | Uint8Array;

/** All that a command knows of the place where it runs. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly input: AsyncIterable<Uint8Array>;
  /** A person may be asked, and sees what is shown. */
  readonly isInteractive: boolean;
  /** Whether to write with colours. */
  readonly hasColours: boolean;
  out(...pieces: readonly Piece[]): void;
  error(...pieces: readonly Piece[]): void;
  /** The program of a server, with what stands before its flags. */
  readonly server: readonly string[];
  /** Aborted by Ctrl-C, or by whoever stops the process. */
  readonly interrupted: AbortSignal;
}
