import type { Family } from "./family.js";
import { exponential, type Histogram } from "./histogram.js";
import type { Registry, Rows } from "./registry.js";

/** The connections to other members. */
export interface PeerSource {
  readonly members: Iterable<string>;
  link(member: string): { readonly isOpen: boolean } | undefined;
  trafficWith(member: string): {
    readonly sentBytes: number;
    readonly receivedBytes: number;
    readonly batchesLost: number;
  };
}

/** As etcd has them: up to 3 seconds. */
const ROUND_TRIP_SECONDS = exponential(0.0001, 2, 16);

export function peerRoundTrips(registry: Registry): Family<Histogram> {
  const facts = {
    name: "etcd_network_peer_round_trip_time_seconds",
    help: "How long a member took to answer that it is there.",
    labels: ["To"],
  };
  return registry.histograms(facts, ROUND_TRIP_SECONDS);
}

/** The other members, and what travels between them and this one. */
export function peerMetrics(registry: Registry, own: string, network: PeerSource): void {
  const known = {
    name: "etcd_network_known_peers",
    help: "1 for each other member that this one dials.",
    labels: ["Local", "Remote"],
  };
  registry.readRows("gauge", known, () => [...network.members].map((member) => [[own, member], 1] as const));
  const active = {
    name: "etcd_network_active_peers",
    help: "1 for each other member that this one is connected to, else 0.",
    labels: ["Local", "Remote"],
  };
  registry.readRows("gauge", active, () =>
    [...network.members].map((member) => [[own, member], Number(network.link(member)?.isOpen ?? false)] as const),
  );
  const traffic = (name: string, label: string, help: string, count: (member: string) => number): void => {
    registry.readRows("counter", { name, help, labels: [label] }, function* (): Rows {
      for (const member of network.members) yield [[member], count(member)];
    });
  };
  traffic(
    "etcd_network_peer_sent_bytes_total",
    "To",
    "Bytes of frames that a member was sent.",
    (member) => network.trafficWith(member).sentBytes,
  );
  traffic(
    "etcd_network_peer_received_bytes_total",
    "From",
    "Bytes of frames that a member sent.",
    (member) => network.trafficWith(member).receivedBytes,
  );
  traffic(
    "keyval_peer_batches_lost_total",
    "To",
    "Batches of frames for which there was no connection, or no room.",
    (member) => network.trafficWith(member).batchesLost,
  );
}
