export { Forwarding, type InSync, type Renew } from "./forwarding.js";
export { askForCluster, askForReplica, serveJoining } from "./joining.js";
export { PeerNetwork, peerServerOptions, type PeerAddress, type PeerLog, type PeerOwner } from "./peer-network.js";
export type { ClusterDescription, DescribedMember } from "./joining.js";
