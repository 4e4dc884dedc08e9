export { Forwarding, type Renew } from "./forwarding.js";
export { PeerNetwork, type PeerAddress, type PeerLog } from "./peer-network.js";
