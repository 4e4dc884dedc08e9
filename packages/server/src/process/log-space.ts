import { type Clock, every, type Group, type Timer } from "../node/index.js";
import { letAnotherLead } from "./hand-over.js";
import type { Logger } from "./logger.js";

/** Who comes to lead may lack space as well; more often than this nobody's turn is worth its election. */
const HAND_OVER_EVERY_MS = 1_000;

export interface LogSpaceOptions {
  readonly clock: Pick<Clock, "after">;
  readonly log: Pick<Logger, "info" | "error">;
  /** Undefined before the member takes part. */
  readonly group: () => Group | undefined;
}

/** A member whose log has no space follows as far as it can, and does not lead while others could. */
export class LogSpace {
  readonly #options: LogSpaceOptions;
  #yielding: Timer | undefined;

  constructor(options: LogSpaceOptions) {
    this.#options = options;
  }

  changed(hasSpace: boolean): void {
    const { clock, log, group } = this.#options;
    this.close();
    if (hasSpace) {
      log.info("the disk has space again");
      return;
    }
    log.error("the disk has no space for the log: writes wait until there is some, or another member leads");
    this.#yielding = every(clock, HAND_OVER_EVERY_MS, () => {
      const led = group();
      if (led !== undefined) letAnotherLead(led);
    });
  }

  close(): void {
    this.#yielding?.cancel();
    this.#yielding = undefined;
  }
}
