export { announce, type AnnounceOptions } from "./announce.js";
export { createHandlers, type Handlers, type HandlersOptions } from "./handlers.js";
export { MemberWork, type MemberWorkOptions } from "./member-work.js";
export { submit, submitPlain } from "./submit.js";
export { WatchSession, type WatchSink } from "./watch.js";

export type { Admission } from "./membership-keeper.js";
export type { Caller, Reply } from "./reply.js";
export type { Served } from "./served.js";
