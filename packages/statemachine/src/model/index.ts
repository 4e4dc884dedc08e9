export { Model } from "./model.js";
export { isIn, textOf } from "./model-keys.js";
export { NEXT_KIND, nextBuild } from "./next-build.js";
export { normalizedResponse, normalizedVersion } from "./normalized-response.js";

export type { ModelAnswer } from "./model-answer.js";
export type { ModelEvent, ModelKeys, ModelVersion } from "./model-keys.js";
export type { ModelLease } from "./model-leases.js";
export type { ModelTold } from "./model-sessions.js";
