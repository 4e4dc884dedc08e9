import { type Clock, every, type Group, type Timer } from "../node/index.js";
import { letAnotherLead } from "./hand-over.js";
import type { Logger } from "./logger.js";

/** What others have made durable, and this member has not for so long, waits for space. */
const PATIENCE_MS = 1_000;

export interface LogSpaceOptions {
  readonly clock: Pick<Clock, "after">;
  readonly log: Pick<Logger, "info" | "error">;
  /** Undefined before the member takes part. */
  readonly group: () => Group | undefined;
}

/** A member whose log has no space follows as far as it can, and does not lead while others could do so and write. */
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
    let last = 0;
    this.#yielding = every(clock, PATIENCE_MS, () => {
      const led = group();
      if (led === undefined) return;
      letAnotherLead(led, last);
      last = led.status.lastIndex;
    });
  }

  close(): void {
    this.#yielding?.cancel();
    this.#yielding = undefined;
  }
}
