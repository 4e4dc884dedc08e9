export { AnswerBudget } from "./answer-budget.js";
export { GATEWAY_PREFIX, gatewayRoutes, refuseAtGateway } from "./gateway.js";
export { debugRoutes } from "./debug.js";
export { healthRoutes } from "./health.js";
export { metricsRoutes } from "./metrics.js";
export { Router } from "./router.js";
export { versionRoutes } from "./version.js";

export type { HealthMeter, HealthSource } from "./health.js";
export type { Operation, Schema } from "./operation.js";
export type { Refuse } from "./router.js";
export type { Route } from "./route.js";
