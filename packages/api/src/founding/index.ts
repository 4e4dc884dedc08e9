export { foundingOf } from "./founding.js";
export { memberIdOf } from "./ids.js";
export { initialMembers, splitList } from "./initial-cluster.js";

export type { Founding } from "./founding.js";
export type { HexId } from "./ids.js";
export type { Beginning, InitialMember } from "./initial-cluster.js";
