export { clusterIdOf, memberIdOf } from "./ids.js";
export { initialMembers, splitList } from "./initial-cluster.js";

export type { HexId, Sha1 } from "./ids.js";
export type { Beginning, InitialMember } from "./initial-cluster.js";
