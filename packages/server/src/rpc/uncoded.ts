import { type ErrorName, errors, type Status, statusOf } from "@keyval/api";

const { code: UNKNOWN } = errors.tooManyRequests;

/** The same call, as etcd's services have it that are themselves clients of it: the text of an error is passed on, its code is lost. */
export function uncoded<Call>(call: Call): Call {
  return { ...call, statusOf: (error: ErrorName): Status => ({ code: UNKNOWN, message: statusOf(error).message }) };
}
