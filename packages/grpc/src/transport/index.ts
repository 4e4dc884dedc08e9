export type { ClientOptions, Connect } from "./client-options.js";
export type { Server } from "./server.js";
export type { Peer, ServerOptions } from "./server-options.js";
