import { idAt, listOf, numberOf, wordAt } from "../command.js";
import type { Performer } from "./index.js";

export const hosts = {
  /** `sync 2`, or `sync 2 1` for its oldest write alone. */
  sync(world, command) {
    const replica = world.replica(idAt(command, 0));
    world.sync(replica, numberOf(command.words[1] ?? `${replica.host.writes.length}`));
  },

  /** `apply 2`: applies everything that is committed there. */
  apply(world, command) {
    const replica = world.replica(idAt(command, 0));
    world.act(replica, () => replica.host.applyCommitted(world.now));
    world.say(`${replica.id} has applied up to ${replica.host.machine.applied}`);
  },

  /** `entries 1`: the host of 1 reads the entries that it was asked for. */
  entries(world, command) {
    const replica = world.replica(idAt(command, 0));
    world.act(replica, () => replica.host.readEntries(world.now));
    world.attend(replica);
  },

  /** `snapshot 1-3`: takes one of what was applied. */
  snapshot(world, command) {
    for (const id of listOf(wordAt(command, 0))) {
      const replica = world.replica(id);
      world.act(replica, () => replica.host.takeSnapshot(world.now));
      world.say(`${id} has a snapshot of everything up to ${replica.host.disk.snapshot.index}`);
    }
  },

  /** `fetch 4`: the snapshot that 4 waits for arrives; `fetch 4 goes-on`: more of it does; `fetch 4 fails`. */
  fetch(world, command) {
    const replica = world.replica(idAt(command, 0));
    const { host } = replica;
    const index = host.fetching?.snapshot.index;
    if (index === undefined) throw new Error(`replica ${replica.id} fetches nothing`);
    if (command.words[1] === "goes-on") world.step(replica.id, { kind: "snapshotProgress", index });
    else if (command.words[1] === "fails") world.act(replica, () => host.failSnapshot(world.now));
    else world.fetch(replica);
  },
} satisfies Record<string, Performer>;
