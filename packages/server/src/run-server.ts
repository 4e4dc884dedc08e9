import { readFileSync } from "node:fs";
import { ConfigError } from "./config/config-error.js";
import { allFlags, readConfig, type Intent } from "./config/read-config.js";
import type { ServerConfig } from "./config/server-config.js";
import { createLogger, type Logger } from "./process/logger.js";
import { startServer } from "./process/start-server.js";
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
  try {
    let isStopping = false;
    const stop = (why: string): void => {
      if (isStopping) return;
      isStopping = true;
      log.info("stopping", { why });
      server.stop().then(() => {
        log.info("stopped");
        process.exit(0);
      }, failed);
    };
    const removed = (): void => {
      stop("removed");
    };
    const server = await startServer(config, { log, failed, removed });
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
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
