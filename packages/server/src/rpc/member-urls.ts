/** The host may be a name, an IPv4 address, or an IPv6 address in brackets; a path there is none. */
const WITH_PORT = /^https?:\/\/(?:\[[^\]\s]+\]|[^\s:/?#@[\]]+):\d{1,5}$/u;
const OF_FILE = /^unixs?:\/\/[^\s/?#]+$/u;

/** Peer URLs of a member, sorted as etcd keeps them; undefined if one of them, or all of them together, can not be. */
export function memberUrlsOf(urls: readonly string[]): readonly string[] | undefined {
  const trimmed = urls.map((url) => url.trim());
  const areUrls = trimmed.length > 0 && trimmed.every((url) => WITH_PORT.test(url) || OF_FILE.test(url));
  return areUrls ? trimmed.toSorted() : undefined;
}
