import { bytesContract } from "./contract-bytes.js";
import { callsContract } from "./contract-calls.js";
import { namesContract } from "./contract-names.js";
import type { DiskScenario } from "./scenario.js";

/**
 * What any `Disk` does while nothing fails. Each scenario wants an empty disk of its own. Every call that one makes is
 * also watched: its callback comes once, and not inside the call.
 */
export const diskContract: readonly DiskScenario[] = [...namesContract, ...bytesContract, ...callsContract];
