import { Refusal } from "@keyval/statemachine";

/** The host may be a name, an IPv4 address, or an IPv6 address in brackets; a path there is none. */
const WITH_PORT = /^https?:\/\/(?:\[[^\]\s]+\]|[^\s:/?#@[\]]+):\d{1,5}$/u;
const OF_FILE = /^unixs?:\/\/[^\s/?#]+$/u;
const BY_TLS = /^(?:https|unixs):/u;

/** Peer URLs of a member, sorted as etcd keeps them, if all of them can be, and there is one. */
export function memberUrlsOf(urls: readonly string[]): readonly string[] | Refusal {
  const trimmed = urls.map((url) => url.trim());
  const areUrls = trimmed.length > 0 && trimmed.every((url) => WITH_PORT.test(url) || OF_FILE.test(url));
  if (!areUrls) return new Refusal("invalidMemberUrls");
  return trimmed.some((url) => BY_TLS.test(url)) ? new Refusal("peerTlsMissing") : trimmed.toSorted();
}
