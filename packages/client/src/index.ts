export { Client } from "./client.js";
export { Claim, type ClaimOptions } from "./coordination/claim.js";
export { Election, Leadership } from "./coordination/election.js";
export { Lease } from "./lease/lease.js";
export { Leases, type LeaseState } from "./lease/leases.js";
export { Session } from "./session/session.js";
export { Watcher, type WatchOptions } from "./watch/watcher.js";
export { traceCalls, type Span, type Tracer } from "./connection/trace-calls.js";
export * from "./errors/index.js";
export * from "./kv/index.js";

export type { CallHook, ClientHooks, StartedCall } from "./connection/hooks.js";
export type { BidiStream } from "./connection/message-stream.js";
export type { CallOptions, ClientOptions, Credentials, SessionCommand, TlsOptions } from "./connection/options.js";
export type { Rpc, ServiceCalls } from "./connection/rpc.js";
export type { DeleteEvent, PutEvent, WatchEvent } from "./watch/watch-event.js";
