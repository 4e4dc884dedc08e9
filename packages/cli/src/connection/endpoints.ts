import { resolveSrv } from "node:dns/promises";
import { Failure } from "../frame/failure.js";
import type { GlobalValues } from "../frame/global-flags.js";
import type { Terminal } from "../frame/terminal.js";

/** The endpoints that the flags name, or those that DNS has for the domain that they name. */
export async function endpointsOf(globals: GlobalValues, terminal: Terminal): Promise<readonly string[]> {
  const domain = globals["discovery-srv"];
  const found = domain === "" ? [] : await discovered(domain, globals["discovery-srv-name"]);
  if (found.length === 0) return globals.endpoints.map((endpoint) => endpoint.trim());
  if (globals["insecure-discovery"]) return found;
  return found.filter((endpoint) => {
    const isSecure = !endpoint.startsWith("http://");
    if (!isSecure) terminal.error(`ignoring discovered insecure endpoint "${endpoint}"\n`);
    return isSecure;
  });
}

async function discovered(domain: string, name: string): Promise<string[]> {
  const suffix = name === "" ? "" : `-${name}`;
  const [secure, insecure] = await Promise.all([
    recordsOf("https", `_etcd-client-ssl${suffix}._tcp.${domain}`),
    recordsOf("http", `_etcd-client${suffix}._tcp.${domain}`),
  ]);
  if (secure.length + insecure.length > 0) return [...secure, ...insecure];
  throw new Failure(
    `no SRV records for etcd's clients at ${domain}`,
    undefined,
    "Check the domain, or give --endpoints.",
  );
}

/** None where there is no such record: one of both kinds is enough. */
async function recordsOf(scheme: string, name: string): Promise<string[]> {
  const records = await resolveSrv(name).catch(() => []);
  return records.map((record) => `${scheme}://${record.name}:${record.port}`);
}
