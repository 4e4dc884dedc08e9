export { planOf } from "./plan.js";
export { run, shrink } from "./run.js";
export { Tally } from "./tally.js";

export type { Plan } from "./plan.js";
export type { Run } from "./run.js";
