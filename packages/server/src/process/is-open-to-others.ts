import type { ServerConfig } from "../config/server-config.js";

/** Whether others than this machine may reach its HTTP. */
export function isOpenToOthers({ clientUrls, httpUrls }: Pick<ServerConfig, "clientUrls" | "httpUrls">): boolean {
  const hosts = (httpUrls.length > 0 ? httpUrls : clientUrls).flatMap((url) => (url.kind === "port" ? [url.host] : []));
  return hosts.some((host) => host !== "localhost" && host !== "::1" && !host.startsWith("127."));
}
