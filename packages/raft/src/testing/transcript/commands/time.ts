import { idAt } from "../command.js";
import type { Performer } from "./index.js";

export const time = {
  /** Messages are delivered, disks are synced, snapshots fetched, until nothing is left to do; no time passes. */
  settle(world) {
    world.settle();
  },

  /** `run 300`: so many milliseconds pass, timers fire, and everything settles. */
  run(world, command) {
    world.run(idAt(command, 0));
  },

  /** `skip 300`: so many milliseconds pass in which nobody does anything. */
  skip(world, command) {
    world.now += idAt(command, 0);
  },

  /** `tick 1`: replica 1 looks at the clock. */
  tick(world, command) {
    world.step(idAt(command, 0), { kind: "tick" });
  },
} satisfies Record<string, Performer>;
