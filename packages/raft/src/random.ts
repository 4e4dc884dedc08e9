/** The only source of chance, passed in by the host, so that a run can be replayed from a seed. */
export interface Random {
  /** An integer from 0 up to, and not including, `limit`. */
  below(limit: number): number;
}
