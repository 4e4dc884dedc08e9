export { ConfigError } from "./config/config-error.js";
export { readConfig } from "./config/read-config.js";
export { createLogger } from "./process/logger.js";
export { startServer } from "./process/start-server.js";
export { runServer } from "./run-server.js";

export type { ConfigSources, Intent } from "./config/read-config.js";
export type { ServerConfig } from "./config/server-config.js";
export type { Logger } from "./process/logger.js";
export type { RunningServer, ServerEvents } from "./process/start-server.js";
