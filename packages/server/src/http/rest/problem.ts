import { STATUS_CODES } from "node:http";
import { statusOf, type ErrorName } from "@keyval/api";
import { httpStatusOf } from "../grpc-status.js";
import type { HeaderFields, HttpReply } from "../http-reply.js";

/** Why a request is not answered, as RFC 9457 has it. Programs look at the code, which stays as it is. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  /** What to do. */
  readonly detail: string;
}

const PROBLEM_TYPE = "application/problem+json";

/** Where HTTP has a better status than the one for the code of gRPC. */
const betterStatuses: Readonly<Partial<Record<ErrorName, number>>> = {
  answerTooLarge: 400,
  tooMuchToAnswer: 400,
  compacted: 410,
  requestTooLarge: 413,
  sessionKeyReused: 422,
  tooManySessions: 429,
  tooManyRequests: 429,
  noSpace: 507,
};

/** After these nobody can say whether a change was made. */
const doubts: ReadonlySet<ErrorName> = new Set([
  "timeout",
  "timeoutLeaderFailed",
  "timeoutConnectionLost",
  "sessionNotFound",
  "stopped",
]);

export function isInDoubt(error: ErrorName): boolean {
  return doubts.has(error);
}

/** An error of a call, to somebody who asked for a change, or only for an answer. */
export function problemOf(error: ErrorName, isChange: boolean): Problem {
  const { code, message } = statusOf(error);
  const doubt =
    isChange && isInDoubt(error) ? "; whether it was done is unknown: look, or repeat it if that does no harm" : "";
  return { status: betterStatuses[error] ?? httpStatusOf(code), code: error, detail: message + doubt };
}

export function badRequest(detail: string): Problem {
  return { status: 400, code: "badRequest", detail };
}

export function sendProblem(reply: HttpReply, problem: Problem, fields: HeaderFields = []): void {
  const { status, code, detail } = problem;
  const title = STATUS_CODES[status] ?? "Error";
  const document = { type: `urn:keyval:problem:${code}`, title, status, code, detail };
  reply.send(status, PROBLEM_TYPE, JSON.stringify(document), fields);
}
