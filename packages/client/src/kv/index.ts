export { bytes, json, schema, string } from "./codec.js";
export { between, everything, from, prefix } from "./key-range.js";
export { Kv } from "./kv.js";
export { RangeQuery } from "./range-query.js";
export { Transaction } from "./transaction.js";

export type { Bytes } from "./bytes.js";
export type { Codec } from "./codec.js";
export type { Comparison, Condition, Conditions } from "./condition.js";
export type { Draft } from "./draft.js";
export type { Entry } from "./entry.js";
export type { KeyRange, Keys } from "./key-range.js";
export type { Done } from "./kv.js";
export type { Deleted, DeleteOptions, Op, Ops, Put, PutOptions } from "./ops.js";
export type { PageOptions } from "./range-pages.js";
export type { RangeOptions, SortBy } from "./range-request.js";
export type { StandardSchema } from "./standard-schema.js";
export type { Committed } from "./transaction.js";
