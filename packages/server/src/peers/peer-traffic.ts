/** What went to and came from a member since this process began, for statistics. */
export class PeerTraffic {
  sentBytes = 0;
  receivedBytes = 0;
  /** Frames that found no way, or no room. */
  batchesLost = 0;
}
