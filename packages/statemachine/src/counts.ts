/**
 * What was done since the process began, for statistics alone: nothing is ever decided by it. Whoever owns it may give it
 * to one state machine after the other.
 */
export class Counts {
  puts = 0;
  /** Keys and values of all puts. */
  putBytes = 0;
  deletes = 0;
  ranges = 0;
  txns = 0;
  /** Versions that compaction has removed. */
  versionsRemoved = 0;
  leasesGranted = 0;
  leasesRenewed = 0;
  leasesRevoked = 0;
  leasesExpired = 0;
  /** Events that left for watchers: as often as there were watchers. */
  eventsSent = 0;
}
