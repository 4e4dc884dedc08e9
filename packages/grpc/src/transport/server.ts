/** A running server. */
export interface Server {
  /** The port that is listened on. */
  readonly port: number;
  /** HTTP/2 connections that stand. */
  readonly connections: number;
  /** Takes no new connections, lets calls finish for so long, then closes what is left. Resolves when all is closed. */
  stop(graceMillis: number): Promise<void>;
}
