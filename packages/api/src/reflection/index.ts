export { schema } from "../generated/schema.js";
export { base64, bytesOfBase64 } from "./base64.js";
export { fileDescriptors } from "./file-descriptors.js";
export { gatewayPaths } from "./gateway-paths.js";
export { fromJson } from "./from-json.js";
export { JsonError } from "./json-error.js";
export { jsonPieces } from "./json-pieces.js";
export { JsonReader } from "./json-reader.js";
export { enumOf, fieldsOf } from "./lookup.js";
export { services } from "./services.js";
export { toJson } from "./to-json.js";

export type * from "./schema.js";
export type { JsonNumber, JsonValue } from "./json-reader.js";
export type { Json, JsonObject } from "./to-json.js";
