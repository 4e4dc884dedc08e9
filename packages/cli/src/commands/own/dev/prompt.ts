import type { Terminal } from "../../../frame/terminal.js";
import { columns } from "../../../output/columns.js";
import { InputLines } from "../../../read-input.js";
import type { LocalCluster, Place } from "./local-cluster.js";
import { namesOf, statusTable } from "./status-table.js";

const HELP = columns([
  ["status", "who leads, and how each member is"],
  ["stop <n>, start <n>", "ends a member's process, and starts it again"],
  ["pause <n>, resume <n>", "lets it stand still, and go on"],
  ["cut <n>, heal <n>", "loses all that it and the others say to each other, or no more"],
  ["cut <n> <m>, heal <n> <m>", "the same between these two alone"],
  ["quit", "ends all of them"],
]);

interface Action {
  /** Of the member, behind its name. */
  readonly said: string;
  readonly act: (place: Place) => unknown;
}

/** What is done to members one by one. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ["start", { said: "is starting", act: ({ member }) => member.start() }],
  ["stop", { said: "was stopped", act: ({ member }) => member.stop() }],
  ["pause", { said: "stands still", act: ({ member }) => member.pause() }],
  ["resume", { said: "goes on", act: ({ member }) => member.resume() }],
]);

interface ActionBetween {
  readonly said: string;
  readonly act: (one: Place, other: Place) => void;
}

/** What is done between a member and others. */
const BETWEEN: ReadonlyMap<string, ActionBetween> = new Map<string, ActionBetween>([
  ["cut", { said: "is cut off from", act: ({ gate }, other) => gate.cutOffFrom(other.gate) }],
  ["heal", { said: "is joined with", act: ({ gate }, other) => gate.joinWith(other.gate) }],
]);

export const PROMPT = "> ";

/** Does what is typed; resolves with whether the last of it was `quit`. */
export async function prompt(cluster: LocalCluster, terminal: Terminal): Promise<boolean> {
  using lines = new InputLines(terminal);
  const close = (): void => lines[Symbol.dispose]();
  const { interrupted, isInteractive } = terminal;
  interrupted.addEventListener("abort", close);
  for (;;) {
    terminal.out(isInteractive ? PROMPT : "");
    const line = await lines.next();
    if (line === undefined || line.trim() === "quit") return line !== undefined;
    await answer(line.trim().split(/\s+/u), cluster, terminal);
  }
}

async function answer([word = "", ...names]: string[], cluster: LocalCluster, terminal: Terminal): Promise<void> {
  if (word === "") return;
  if (word === "status") terminal.out(await statusTable(cluster));
  else if (word === "help") terminal.out(HELP);
  else if (!ACTIONS.has(word) && !BETWEEN.has(word)) terminal.out(`There is no "${word}" here:\n${HELP}`);
  else {
    const places = names.map((name) => cluster.find(name)).filter((place) => place !== undefined);
    const areAllKnown = places.length > 0 && places.length === names.length;
    terminal.out(areAllKnown ? await done(word, places, cluster) : `${word} needs one of ${namesOf(cluster.places)}\n`);
  }
}

/** Does it, and says so. */
async function done(word: string, places: readonly Place[], cluster: LocalCluster): Promise<string> {
  const between = BETWEEN.get(word);
  const [one, ...named] = places;
  if (between !== undefined && one !== undefined) {
    const others = (named.length === 0 ? cluster.places : named).filter((place) => place !== one);
    for (const other of others) between.act(one, other);
    return `${one.member.name} ${between.said} ${namesOf(others)}\n`;
  }
  const action = ACTIONS.get(word);
  for (const place of places) await action?.act(place);
  return places.map(({ member }) => `${member.name} ${action?.said ?? ""}\n`).join("");
}
