import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Dated } from "./clock-check.js";
import { good, judge, type Verdict } from "./verdict.js";

const DAY_MS = 86_400_000;
const NEVER = 0;

const LOOPBACK = /^(?:https?:\/\/)?(?:127\.|localhost(?=[:/]|$)|\[::1\])/u;

/** Counted from the end of the certificate, in days that it has already lost. */
const AGE = { soonFrom: -30, wrongFrom: NEVER, advice: "Renew it: an expired certificate keeps everybody out." };

export function checkTransport(endpoints: readonly string[], isEncrypted: boolean): Verdict {
  const open = endpoints.filter(
    (endpoint) => !isEncrypted && !endpoint.startsWith("https://") && !LOOPBACK.test(endpoint),
  );
  if (open.length === 0) return good("transport", "nothing leaves this machine unencrypted");
  const what = `what is sent to ${open.join(", ")} can be read on the way`;
  return {
    check: "transport",
    severity: "soon",
    what,
    advice: "Use TLS: https:// endpoints, with --cacert, --cert and --key.",
  };
}

/** How long the certificate files, and the certificates that members show, are still good for. */
export function checkCertificates(files: readonly string[], answers: readonly Dated[], now: number): Verdict[] {
  const own = files
    .filter((file) => file !== "")
    .map((file) => [file, Date.parse(new X509Certificate(readFileSync(file)).validTo)] as const);
  const theirs = answers.map(({ endpoint, answer }) => [`that of ${endpoint}`, answer?.certifiedUntil] as const);
  return [...own, ...theirs].flatMap(([which, until]) => (until === undefined ? [] : [judgeAge(which, until, now)]));
}

function judgeAge(which: string, until: number, now: number): Verdict {
  const days = Math.floor((until - now) / DAY_MS);
  const what = days < 0 ? `${which} expired ${-days} days ago` : `${which} is good for ${days} days`;
  return judge("certificate", what, -days, AGE);
}
