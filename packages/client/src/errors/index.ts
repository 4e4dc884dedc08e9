export * from "./client-errors.js";
export { isNotApplied, KeyValError } from "./keyval-error.js";
export { ServerError } from "./server-error.js";
export * from "./server-errors.js";
export type { ErrorContext, Outcome } from "./keyval-error.js";
