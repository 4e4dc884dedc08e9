export { startServer } from "./start-server.js";

export type { ServerOptions } from "./server-options.js";
export type { EmbeddedServer } from "./start-server.js";
