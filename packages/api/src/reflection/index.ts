export { schema } from "../generated/schema.js";
export { fileDescriptors } from "./file-descriptors.js";
export { gatewayPaths } from "./gateway-paths.js";
export { enumOf, fieldsOf } from "./lookup.js";
export { services } from "./services.js";
export { toJson } from "./to-json.js";

export type * from "./schema.js";
export type { Json, JsonObject } from "./to-json.js";
