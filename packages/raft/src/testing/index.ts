export { encodeMessage } from "../encode-message.js";
export { StateWriter } from "../encode-state.js";
export { apply, NOTHING_APPLIED } from "./machine.js";
export { MemoryDisk } from "./memory-disk.js";
export { MemoryHost } from "./memory-host.js";

export type { Machine } from "./machine.js";
