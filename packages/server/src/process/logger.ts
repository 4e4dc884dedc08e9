import type { LogLevel } from "../config/server-config.js";

export type LogFields = Readonly<Record<string, unknown>>;

/** Levelled lines of JSON. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** One object a line: `level`, `ts`, `caller` (what part of the server speaks), `msg` and the fields. */
export function createLogger(least: LogLevel, caller: string, write: (line: string) => void): Logger {
  const from = LEVELS.indexOf(least);
  const lineOf = (level: LogLevel, message: string, fields: LogFields): string =>
    `${JSON.stringify({ level, ts: timestamp(), caller, msg: message, ...fields }, plain)}\n`;
  const writer = (level: LogLevel) =>
    LEVELS.indexOf(level) < from
      ? () => undefined
      : (message: string, fields: LogFields = {}): void => {
          write(lineOf(level, message, fields));
        };
  return { debug: writer("debug"), info: writer("info"), warn: writer("warn"), error: writer("error") };
}

/** As etcd writes it, with microseconds that a wall clock of milliseconds does not have. */
function timestamp(): string {
  return new Date().toISOString().replace("Z", "000Z");
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return value instanceof Error ? value.message : value;
}
