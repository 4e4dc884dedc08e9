export { check, checkBytes, checkEqual, CheckError, checkFails } from "./check.js";
export { diskContract } from "./disk-contract.js";
export { checkDiskModel } from "./disk-model.js";
export { MemoryDisk } from "./memory-disk.js";
export { pattern } from "./scenario.js";
export { all, ask, need, play } from "../script.js";

export type { ModelOptions } from "./disk-model.js";
export type { DiskScenario } from "./scenario.js";
export type { Call, Script, Step } from "../script.js";
