import { Failure } from "../../frame/failure.js";

const HOST_AND_PORT = /^(?:\[[^\]]*\]|[^[\]:]*):[^:]*$/u;

/** Addresses of a member, checked as etcdctl checks them before it asks anybody. */
export function peerUrls(list: string): string[] {
  const urls = list.split(",");
  for (const url of urls.map((each) => each.trim())) {
    const [, scheme = "", host = "", path = ""] =
      /^(?:([a-z][a-z0-9+.-]*):)?(?:\/\/([^/?#]*))?([^?#]*)/iu.exec(url) ?? [];
    if (["unix", "unixs"].includes(scheme.toLowerCase())) continue;
    if (!["http", "https"].includes(scheme.toLowerCase())) {
      throw new Failure(`URL scheme must be http, https, unix, or unixs: ${url}`);
    }
    if (!HOST_AND_PORT.test(host)) throw new Failure(`URL address does not have the form "host:port": ${url}`);
    if (path !== "") throw new Failure(`URL must not contain a path: ${url}`);
  }
  return urls;
}
