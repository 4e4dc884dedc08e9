export { healthRoutes } from "./health.js";
export { Router } from "./router.js";
export { versionRoutes } from "./version.js";

export type { Operation, Schema } from "./operation.js";
export type { Route } from "./route.js";
