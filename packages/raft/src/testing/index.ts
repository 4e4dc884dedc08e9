export { encodeMessage } from "../encode-message.js";
export { StateWriter } from "../encode-state.js";
export { Group } from "./group.js";
export { apply, NOTHING_APPLIED } from "./machine.js";
export { command, configurationEntry, configurationOf, diskWith, hostOf, votersOf } from "./fixtures.js";
export { MemoryDisk } from "./memory-disk.js";
export { MemoryHost } from "./memory-host.js";
export { SeededRandom } from "./seeded-random.js";
export { Solo } from "./solo.js";

export type { Happening } from "./happening.js";
export type { Machine } from "./machine.js";
export type { DiskContents } from "./fixtures.js";
export type { Said } from "./solo.js";
