import type { Status } from "@keyval/api";
import type { HttpReply } from "./http-reply.js";

const INTERNAL = 500;

/** The status of HTTP for each code of gRPC, as etcd's gateway has it. */
const httpStatuses: Readonly<Record<number, number>> = {
  1: 499,
  2: 500,
  3: 400,
  4: 504,
  5: 404,
  6: 409,
  7: 403,
  8: 429,
  9: 400,
  10: 409,
  11: 400,
  12: 501,
  13: 500,
  14: 503,
  15: 500,
  16: 401,
};

export function httpStatusOf(code: number): number {
  return httpStatuses[code] ?? INTERNAL;
}

/** An error as the JSON gateway tells it. */
export function sendStatus(reply: HttpReply, { code, message }: Status): void {
  reply.json(httpStatusOf(code), { code, message });
}
