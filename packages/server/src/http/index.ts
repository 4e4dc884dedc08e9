export { documentRoutes } from "./document-routes.js";
export { gatewayRoutes } from "./gateway.js";
export { debugRoutes } from "./debug.js";
export { healthRoutes } from "./health.js";
export { joinRoutes } from "./join.js";
export { metricsRoutes } from "./metrics.js";
export { REFUSALS } from "./refusals.js";
export { kvRoutes } from "./rest/kv-routes.js";
export { watchRoutes } from "./rest/watch-routes.js";
export { Router } from "./router.js";
export { TOKEN_HEADER } from "./token-header.js";
export { versionRoutes } from "./version.js";

export type { HealthMeter, HealthSource } from "./health.js";
export type { LeaderPlace } from "./rest/leader-redirect.js";
export type { JoinAnswer } from "./join.js";
export type { Operation, Schema } from "./operation.js";
export type { Refuse } from "./router.js";
export type { Route } from "./route.js";
