import type { AskHttp, HttpAnswer } from "../../../connection/ask-http.js";
import { good, judge, unknown, type Verdict } from "./verdict.js";

const PATIENCE_MS = 2_000;
/** The header tells whole seconds. */
const RESOLUTION_MS = 1_000;

const SKEW = {
  soonFrom: 2_000,
  wrongFrom: 60_000,
  advice: "Let NTP or chrony set the clocks of all machines: certificates, tokens and logs depend on them.",
};

/** What a member answered by HTTP, and when it was asked and had answered by the clock here. */
export interface Dated {
  readonly endpoint: string;
  readonly began: number;
  readonly ended: number;
  readonly answer: HttpAnswer | undefined;
}

export async function dated(endpoint: string, askHttp: AskHttp): Promise<Dated> {
  const began = Date.now();
  const answer = await askHttp(endpoint, "/version", PATIENCE_MS);
  return { endpoint, began, ended: Date.now(), answer };
}

/** How far the clock of each member is from the one here, by the Date that its HTTP answers carry. */
export function checkClocks(answers: readonly Dated[]): Verdict[] {
  return answers.map(({ endpoint, began, ended, answer }) =>
    answer?.date === undefined
      ? unknown("clock", `${endpoint} does not tell the time`, "It is told over HTTP: it may be closed.")
      : judgeClock(endpoint, answer.date, began, ended),
  );
}

/** `theirs` was told at some time between the two others. */
export function judgeClock(endpoint: string, theirs: number, began: number, ended: number): Verdict {
  const behind = Math.max(0, began - (theirs + RESOLUTION_MS));
  const ahead = Math.max(0, theirs - ended);
  const skew = Math.max(behind, ahead);
  if (skew === 0) return good("clock", `${endpoint} has the same time as this machine`);
  const what = `the clock of ${endpoint} is ${(skew / 1_000).toFixed(1)} s ${behind > ahead ? "behind" : "ahead of"} this one`;
  return judge("clock", what, skew, SKEW);
}
