import type { Clock, Timer } from "./clock.js";
import { every } from "./every.js";
import { followersOf } from "./followers-of.js";
import type { Group } from "./group.js";

/** What others have made durable, and this member has not for so long, waits for space. */
const PATIENCE_MS = 1_000;

type Led = Pick<Group, "status" | "configuration" | "transfer">;

export interface LogSpaceOptions {
  readonly clock: Pick<Clock, "after">;
  /** Undefined before the member takes part. */
  readonly group: () => Led | undefined;
}

/** A member whose log has no space follows as far as it can, and does not lead while others could do so and write. */
export class LogSpace {
  readonly #options: LogSpaceOptions;
  #looking: Timer | undefined;

  constructor(options: LogSpaceOptions) {
    this.#options = options;
  }

  changed(hasSpace: boolean): void {
    const { clock, group } = this.#options;
    this.close();
    if (hasSpace) return;
    let last = 0;
    this.#looking = every(clock, PATIENCE_MS, () => {
      const led = group();
      if (led === undefined) return;
      letAnotherLead(led, last);
      last = led.status.lastIndex;
    });
  }

  close(): void {
    this.#looking?.cancel();
    this.#looking = undefined;
  }
}

/**
 * A leader whose disk has yet to take the log up to there lets somebody lead whose disk has, where those are a majority without
 * it. Where other disks have not, either, nobody could be elected: it goes on, for who reads.
 */
function letAnotherLead(group: Led, index: number): void {
  const { status, configuration } = group;
  if (status.role !== "leader" || status.persisted >= index) return;
  const able = followersOf(group).filter(({ match }) => match >= index);
  const [next] = able;
  if (next !== undefined && 2 * able.length > configuration.voters.length) group.transfer(next.id);
}
