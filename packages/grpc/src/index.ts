export { EncodedHeaders, encodeHeaders } from "./hpack/encoded-headers.js";
export { HeaderBlock } from "./hpack/header-block.js";
export { ErrorCode } from "./http2/error-code.js";

export type { ClientOwner, ConnectionOwner, Http2Connection, ServerOwner } from "./http2/connection.js";
export type { Http2Stream, Prefix, ResetBy, StreamOwner } from "./http2/stream.js";
