import type { ReplicaId } from "../../../configuration.js";
import { listOf, numberOf, wordAt } from "../command.js";
import type { Pattern } from "../network.js";
import { HOST_DUTIES, type HostDuty } from "../replica.js";
import type { World } from "../world.js";
import type { Performer } from "./index.js";

/** Messages are named by link and kind, `1>2`, `1>2 append,heartbeat`, `*>3 heartbeat`. */
export const network = {
  /** `deliver 1>2 append`, `deliver 1>2 append 1`: those that are on their way now, held or not. */
  deliver(world, { words }) {
    for (const message of takeMatching(world, words)) world.deliver(message);
  },

  /** `drop 1>2 append`: those that are on their way now. */
  drop(world, { words }) {
    for (const message of takeMatching(world, words)) world.say(`${world.render(message)} (lost)`);
  },

  /** `duplicate 1>2`: those that are on their way now will arrive twice. */
  duplicate(world, { words }) {
    const messages = takeMatching(world, words);
    world.network.send([...messages, ...messages.map((message) => ({ ...message }))]);
  },

  /** `reverse 1>2`: those that are on their way now will arrive in the other order. */
  reverse(world, { words }) {
    world.network.send(takeMatching(world, words).reverse());
  },

  /** `hold 1>2 append` keeps messages back; `hold disk 2` a host's duty: disk, apply, log (reading it), snapshot. */
  hold(world, { words }) {
    const duty = dutyOf(words);
    if (duty === undefined) world.network.hold(patternOf(words));
    else for (const id of listOf(words[1] ?? "")) world.replica(id).held.add(duty);
  },

  /** Undoes `hold` with the same words; without words, every hold of messages. */
  release(world, { words }) {
    const duty = dutyOf(words);
    if (duty === undefined) {
      world.network.release(words.length === 0 ? undefined : patternOf(words));
      return;
    }
    for (const id of listOf(words[1] ?? "")) {
      const replica = world.replica(id);
      replica.held.delete(duty);
      world.attend(replica);
    }
  },

  /** `cut 1 2 | 3`: nothing passes between the two sides; `cut 1`: nor between 1 and all others; `cut 1>2`: one way. */
  cut(world, command) {
    const [from, to] = wordAt(command, 0).split(">");
    if (from !== undefined && to !== undefined) {
      world.network.cut(numberOf(from), numberOf(to));
      return;
    }
    const bar = command.words.indexOf("|");
    const here = command.words.slice(0, bar === -1 ? undefined : bar).map(numberOf);
    const others = [...world.replicas.keys()].filter((id) => !here.includes(id));
    const there = bar === -1 ? others : command.words.slice(bar + 1).map(numberOf);
    cutBetween(world, here, there);
  },

  /** Undoes every `cut`. */
  heal(world) {
    world.network.heal();
  },

  /** Shows what is on its way. */
  wire(world) {
    for (const message of world.network.inFlight) world.say(world.render(message));
  },
} satisfies Record<string, Performer>;

function cutBetween(world: World, here: readonly ReplicaId[], there: readonly ReplicaId[]): void {
  for (const one of here) {
    for (const other of there) {
      world.network.cut(one, other);
      world.network.cut(other, one);
    }
  }
}

function takeMatching(world: World, words: readonly string[]): ReturnType<World["network"]["take"]> {
  const count = words.length > 2 ? numberOf(words[2] ?? "") : Infinity;
  const messages = world.network.take(patternOf(words), count);
  if (messages.length === 0) throw new Error("no such message is on its way");
  return messages;
}

function patternOf([link = "*>*", kinds = ""]: readonly string[]): Pattern {
  const [from = "*", to = "*"] = link.split(">");
  const end = (word: string): ReplicaId | undefined => (word === "*" ? undefined : numberOf(word));
  return { from: end(from), to: end(to), kinds: kinds === "" ? [] : kinds.split(",") };
}

function dutyOf([word]: readonly string[]): HostDuty | undefined {
  return HOST_DUTIES.find((duty) => duty === word);
}
