import type { PeerSource } from "./peer-metrics.js";
import { type MemberSource, ServerMetrics } from "./server-metrics.js";

/** With everything that a running server registers; it must not be scraped. */
export function allMetrics(): ServerMetrics {
  const metrics = new ServerMetrics({ isExtensive: true, heartbeatMs: 50, version: "", ownVersion: "" });
  metrics.addMember({} as MemberSource);
  metrics.addPeers("", {} as PeerSource);
  metrics.addCalls({ tallies: () => [] });
  return metrics;
}
