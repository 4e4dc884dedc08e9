import type { Logger } from "./logger.js";

/** What an operator has to know of the disk that the log is on, each time it changes. */
export function tellOfSpace(log: Pick<Logger, "info" | "error">, hasSpace: boolean): void {
  if (hasSpace) log.info("the disk has space again");
  else log.error("the disk has no space for the log: writes wait until there is some, or another member leads");
}
