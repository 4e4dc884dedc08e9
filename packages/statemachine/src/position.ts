/** Where a command stands in the log of its group. */
export interface Position {
  readonly index: number;
  readonly term: number;
}
