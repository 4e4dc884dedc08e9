export { EncodedHeaders, encodeHeaders } from "./hpack/encoded-headers.js";
export { HeaderBlock } from "./hpack/header-block.js";
export { ErrorCode } from "./http2/error-code.js";
export { Machine } from "./http2/machine.js";
export { type Refusal, Refusals } from "./http2/refusals.js";
export { defaultLimits } from "./limits.js";

export type { ClientOwner, ConnectionOwner, Http2Connection, ServerOwner } from "./http2/connection.js";
export type { Http2Stream, Prefix, ResetBy, StreamOwner } from "./http2/stream.js";
export type { Budget, Http2Limits } from "./limits.js";
