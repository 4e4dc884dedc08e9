import type { HttpRequest } from "../http-request.js";
import type { Parameter } from "../operation.js";
import { badRequest, type Problem } from "./problem.js";

const NUMBER = /^(?:0|[1-9]\d{0,15})$/u;

/** A whole number of the query, or what it is without; a problem where it is none, or out of bounds. */
export function numberParameter(
  { query }: HttpRequest,
  name: string,
  [least, most]: readonly [least: number, most: number],
  otherwise: number,
): number | Problem {
  const text = query.text(name);
  if (text === undefined) return otherwise;
  const number = NUMBER.test(text) ? Number(text) : NaN;
  if (number >= least && number <= most) return number;
  return badRequest(`${name} takes a whole number from ${least} to ${most}`);
}

/** Whether this member's own view of the store will do. */
export function isSerializable({ query }: HttpRequest): boolean | Problem {
  const consistency = query.text("consistency") ?? "linearizable";
  if (consistency === "lease") {
    const detail = "reads by the leader's lease are off in this cluster: leave ?consistency away, or take serializable";
    return { status: 400, code: "leaseReadsOff", detail };
  }
  if (consistency === "serializable") return true;
  return consistency === "linearizable" ? false : badRequest("consistency takes linearizable or serializable");
}

/** A parameter that a route does not know is more likely a mistake than meant for nobody. */
export function unknownParameter({ query }: HttpRequest, known: readonly Parameter[]): Problem | undefined {
  const names = known.filter((parameter) => parameter.in === "query").map(({ name }) => name);
  const unknown = query.names.find((name) => !names.includes(name));
  if (unknown === undefined) return undefined;
  return badRequest(`there is no parameter ${unknown}: this takes ${names.join(", ") || "none"}`);
}

export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "detail" in value && "status" in value;
}
