import { idAt, listOf, numberOf, wordAt } from "../command.js";
import type { Performer } from "./index.js";

export const faults = {
  /** `crash 2`: what the disk was still writing is lost; `crash 2 keeping=1`: all but its oldest write. */
  crash(world, command) {
    const keeping = numberOf(command.settings.get("keeping") ?? "0");
    for (const id of listOf(wordAt(command, 0))) world.replica(id).crash(keeping);
  },

  /** `restart 2`, or `restart 2 cut=3`: recovery finds the last three entries damaged, and cuts them off. */
  restart(world, command) {
    const cut = numberOf(command.settings.get("cut") ?? "0");
    for (const id of listOf(wordAt(command, 0))) world.replica(id).restart(world.now, cut);
  },

  /** `pause 1`: its process gets no time to run; what is sent to it waits. */
  pause(world, command) {
    world.replica(idAt(command, 0)).state = "paused";
  },

  resume(world, command) {
    world.replica(idAt(command, 0)).state = "up";
  },
} satisfies Record<string, Performer>;
