import { httpUrl } from "../../../connection/http-url.js";
import { good, judge, unknown, type Verdict } from "./verdict.js";

const PATIENCE_MS = 2_000;
/** The header tells whole seconds. */
const RESOLUTION_MS = 1_000;

const SKEW = {
  soonFrom: 2_000,
  wrongFrom: 60_000,
  advice: "Let NTP or chrony set the clocks of all machines: certificates, tokens and logs depend on them.",
};

/** How far the clock of each member is from the one here, by the Date that its HTTP answers carry. */
export async function checkClocks(endpoints: readonly string[]): Promise<Verdict[]> {
  return Promise.all(
    endpoints.map(async (endpoint) => {
      const began = Date.now();
      const theirs = await dateOf(endpoint);
      if (theirs === undefined)
        return unknown("clock", `${endpoint} does not tell the time`, "It is told over HTTP: it may be closed.");
      return judgeClock(endpoint, theirs, began, Date.now());
    }),
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

async function dateOf(endpoint: string): Promise<number | undefined> {
  try {
    const { headers } = await fetch(httpUrl(endpoint, "/version"), { signal: AbortSignal.timeout(PATIENCE_MS) });
    const time = Date.parse(headers.get("date") ?? "");
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}
