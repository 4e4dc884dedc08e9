export { explore } from "./explore.js";
export { tableOf } from "./table.js";
export { figureEight, LONG_WORLDS, SMALL_WORLDS, twoChanges, WORLDS } from "./worlds.js";
export { hostOf } from "./life.js";

export type { Report } from "./explore.js";
export type { World } from "./world.js";
