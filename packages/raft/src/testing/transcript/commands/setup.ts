import type { Config } from "../../../config.js";
import { initialConfiguration, NOBODY, type ReplicaId } from "../../../configuration.js";
import type { Entry } from "../../../entry.js";
import { hostOf } from "../../fixtures.js";
import { apply } from "../../machine.js";
import { MemoryDisk } from "../../memory-disk.js";
import { listOf, numberOf, termsOf, wordAt, type Command } from "../command.js";
import { Replica } from "../replica.js";
import type { World } from "../world.js";
import type { Performer } from "./index.js";

/** What a replica finds on its disk; every other setting is one of `Config`. */
const DISK_SETTINGS = ["log", "base", "snapshot", "term", "vote", "commit", "size"];

export const setup = {
  /** `settings preVote=off`: for every replica that is created from here on. */
  settings(world, { settings }) {
    world.settings = { ...world.settings, ...configOf(settings) };
  },

  /** `group voters=1-3 learners=4 lease=100`: the configuration that the group starts with. */
  group(world, { settings }) {
    const voters = listOf(settings.get("voters") ?? "").map(hostOf);
    const learners = listOf(settings.get("learners") ?? "");
    const initial = initialConfiguration(voters, numberOf(settings.get("lease") ?? "0"));
    world.configuration = {
      ...initial,
      learners,
      hosts: [...initial.hosts, ...learners.map(hostOf)],
      lastId: Math.max(initial.lastId, ...learners),
    };
  },

  /** `node 1-3 log=1,1,2 term=3 vote=2 commit=2`, or `node 4 new` for one that knows nothing of any group. */
  node(world, command) {
    for (const id of listOf(wordAt(command, 0))) addNode(world, command, id);
  },
} satisfies Record<string, Performer>;

function addNode(world: World, command: Command, id: ReplicaId): void {
  const own = new Map([...command.settings].filter(([key]) => !DISK_SETTINGS.includes(key)));
  const settings = { ...world.settings, ...configOf(own), id };
  const isNew = command.words[1] === "new";
  const disk = isNew ? new MemoryDisk() : diskOf(world, command);
  world.replicas.set(id, new Replica(settings, disk, world.now));
}

/** `base=7:3` is a log that begins behind index 7 of term 3, which is in a snapshot; `snapshot=9` says that 9 is, too. */
function diskOf(world: World, { settings }: Command): MemoryDisk {
  const disk = new MemoryDisk(world.configuration);
  const [base = "0", baseTerm = "0"] = (settings.get("base") ?? "0:0").split(":");
  disk.base = numberOf(base);
  disk.baseTerm = numberOf(baseTerm);
  disk.entries = entriesOf(disk.base, termsOf(settings.get("log") ?? ""), numberOf(settings.get("size") ?? "0"));
  takeSnapshot(world, disk, numberOf(settings.get("snapshot") ?? base));
  const vote = numberOf(settings.get("vote") ?? `${NOBODY}`);
  const term = numberOf(settings.get("term") ?? `${disk.termAt(disk.last)}`);
  disk.hardState = { term, vote, commit: numberOf(settings.get("commit") ?? `${disk.snapshot.index}`) };
  return disk;
}

function entriesOf(base: number, terms: readonly number[], size: number): Entry[] {
  const payload = new Uint8Array(size);
  return terms.map((term, position) => ({ index: base + position + 1, term, kind: "command", payload }));
}

function takeSnapshot(world: World, disk: MemoryDisk, index: number): void {
  let machine = { ...disk.machine, applied: disk.base };
  for (const entry of disk.entries) if (entry.index <= index) machine = apply(machine, entry);
  disk.takeSnapshot({ index, term: disk.termAt(index), configuration: world.configuration }, machine);
}

function configOf(settings: ReadonlyMap<string, string>): Partial<Config> {
  return Object.fromEntries([...settings].map(([key, value]) => [key, settingOf(value)]));
}

function settingOf(value: string): number | boolean {
  return value === "on" || value === "off" ? value === "on" : numberOf(value);
}
