export { connect } from "./connect.js";
export { dialer, type DialerOptions } from "./dialer.js";
export { createGzip } from "./gzip.js";
export { nodeClock } from "./node-clock.js";
export { Peer } from "./peer.js";
export { plainListener } from "./plain-listener.js";
export { serve } from "./serve.js";
export { Turns } from "./turns.js";

export type { ClientOptions } from "./client-options.js";
export type { Server, ServerOptions } from "./server-options.js";
