import { readFileSync } from "node:fs";
import { ConfigError, readConfig, type ServerConfig } from "@keyval/server";
import type { ServerOptions } from "./server-options.js";

const HOST_DEFAULT = "127.0.0.1";

/** Says the options in flags, so that there is one grammar, and one place where they are checked. */
export function configOf({ directory, host = HOST_DEFAULT, port = 0, flags = {} }: ServerOptions): ServerConfig {
  if ("data-dir" in flags) throw new ConfigError("--data-dir has an option of its own: directory");
  const said = {
    "listen-client-urls": `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    "listen-peer-urls": `http://${HOST_DEFAULT}:0`,
    ...flags,
  };
  const intent = readConfig({
    argv: Object.entries(said).map(([name, value]) => `--${name}=${value}`),
    // What is in this process's environment was said to somebody else.
    environment: {},
    readFile: (path) => readFileSync(path, "utf8"),
  });
  if (intent.kind !== "serve") throw new ConfigError(`--${intent.kind} starts no server: leave it out`);
  return { ...intent.config, dataDirectory: directory };
}
