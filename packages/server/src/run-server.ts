import { readFileSync } from "node:fs";
import { ConfigError } from "./config/config-error.js";
import { allFlags, readConfig, type Intent } from "./config/read-config.js";
import type { ServerConfig } from "./config/server-config.js";
import { createLogger, type Logger } from "./process/logger.js";
import { startServer, type RunningServer } from "./process/start-server.js";
import { ETCD_VERSION, KEYVAL_VERSION } from "./process/version.js";

const EXIT_FAILED = 1;
const EXIT_MISUSED = 2;

function intentOf(argv: readonly string[]): Intent {
  try {
    return readConfig({ argv, environment: process.env, readFile: (path) => readFileSync(path, "utf8") });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`keyval: ${error.message}\n`);
    process.exit(EXIT_MISUSED);
  }
}

function print(text: string): void {
  // `keyval --help | head` ends when head has seen enough.
  process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : EXIT_FAILED));
  process.stdout.write(text);
}

function helpText(): string {
  const lines = ["Usage: keyval [flags]\n\n"];
  for (const { name, kind, fallback, support, help } of allFlags.values()) {
    if (support !== "stands") continue;
    const shown = kind === "switch" || fallback === "" ? "" : ` (default: ${fallback})`;
    lines.push(`  --${name}\n        ${help}${shown}\n`);
  }
  return lines.join("");
}

function createServerLogger({ logLevel }: Pick<ServerConfig, "logLevel">): Logger {
  return createLogger(logLevel, "server", (line) => process.stderr.write(line));
}

async function serve(config: ServerConfig, warnings: readonly string[]): Promise<void> {
  const log = createServerLogger(config);
  for (const warning of warnings) log.warn(warning);
  const failed = (reason: Error): void => {
    log.error("the server can not go on", { why: reason, stack: reason.stack });
    process.exit(EXIT_FAILED);
  };
  let server: RunningServer | undefined;
  let isStopping = false;
  const stopped = (): void => {
    log.info("stopped");
    process.exit(0);
  };
  const stop = (why: string): void => {
    if (isStopping) return;
    isStopping = true;
    log.info("stopping", { why });
    // One that is still starting has promised nobody anything, and its disk bears an end at any time.
    if (server === undefined) stopped();
    else server.stop().then(stopped, failed);
  };
  const removed = (): void => {
    stop("removed");
  };
  // From the beginning: a start may wait for others, and the first process of a container has no signals but those that it takes.
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  try {
    server = await startServer(config, { log, failed, removed });
  } catch (error) {
    if (error instanceof ConfigError) {
      process.stderr.write(`keyval: ${error.message}\n`);
      process.exit(EXIT_MISUSED);
    }
    failed(error instanceof Error ? error : new Error(String(error)));
  }
}

/** The program `keyval`: does what its arguments ask for. A server then goes on until a signal, and ends the process. */
export async function runServer(argv: readonly string[]): Promise<void> {
  const intent = intentOf(argv);
  if (intent.kind === "help") print(helpText());
  else if (intent.kind === "version") print(`etcd Version: ${ETCD_VERSION}\nKeyVal Version: ${KEYVAL_VERSION}\n`);
  else await serve(intent.config, intent.warnings);
}
