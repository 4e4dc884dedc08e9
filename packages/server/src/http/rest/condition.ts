import { CompareResult, CompareTarget, type Compare, type Init } from "@keyval/api";
import type { HttpRequest } from "../http-request.js";
import { badRequest, type Problem } from "./problem.js";

const TAG = /^"([1-9]\d{0,15})"$/u;

/** The revision at which a key was written, as HTTP names a version of what it stands for. */
export function entityTag(revision: number): string {
  return `"${revision}"`;
}

/** What `If-Match` and `If-None-Match` ask of a key before it is changed; none where they are not there. */
export function conditionsOf(request: HttpRequest, key: Uint8Array): Init<Compare>[] | Problem {
  const conditions: Init<Compare>[] = [];
  for (const [name, isWanted] of [
    ["if-match", true],
    ["if-none-match", false],
  ] as const) {
    const text = request.header(name);
    if (text === undefined) continue;
    const condition = conditionOf(text.trim(), isWanted, key);
    if (condition === undefined) return badRequest(`${name} takes * or the ETag of one answer, as "42"`);
    conditions.push(condition);
  }
  return conditions;
}

function conditionOf(text: string, isWanted: boolean, key: Uint8Array): Init<Compare> | undefined {
  const { EQUAL, NOT_EQUAL, GREATER } = CompareResult;
  // A key that is not there was never created, at revision 0.
  if (text === "*") {
    return { key, target: CompareTarget.CREATE, result: isWanted ? GREATER : EQUAL, createRevision: 0 };
  }
  const revision = TAG.exec(text)?.[1];
  if (revision === undefined) return undefined;
  const target = CompareTarget.MOD;
  return { key, target, result: isWanted ? EQUAL : NOT_EQUAL, modRevision: Number(revision) };
}
