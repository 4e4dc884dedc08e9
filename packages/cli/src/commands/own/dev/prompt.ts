import type { Terminal } from "../../../frame/terminal.js";
import { columns } from "../../../output/columns.js";
import { hexId } from "../../../output/hex.js";
import { InputLines } from "../../../read-input.js";
import { type LocalCluster, type Place, statusOf } from "./local-cluster.js";

const HELP = columns([
  ["status", "who leads, and how each member is"],
  ["stop <n>, start <n>", "ends a member's process, and starts it again"],
  ["pause <n>, resume <n>", "lets it stand still, and go on"],
  ["cut <n>, heal <n>", "loses all that others say to it, or no more"],
  ["quit", "ends all of them"],
]);

/** What is done to one member, and said of it. */
const ACTIONS: Readonly<Record<string, { readonly said: string; readonly act: (place: Place) => unknown }>> = {
  start: { said: "is starting", act: ({ member }) => member.start() },
  stop: { said: "was stopped", act: ({ member }) => member.stop() },
  pause: { said: "stands still", act: ({ member }) => member.pause() },
  resume: { said: "goes on", act: ({ member }) => member.resume() },
  cut: { said: "hears nothing from the others", act: ({ gate }) => gate.cut() },
  heal: { said: "hears the others again", act: ({ gate }) => gate.heal() },
};

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

async function answer([word = "", name = ""]: string[], cluster: LocalCluster, terminal: Terminal): Promise<void> {
  if (word === "") return;
  if (word === "status") {
    terminal.out(await statusTable(cluster));
    return;
  }
  const action = ACTIONS[word];
  const place = cluster.find(name);
  if (action === undefined) terminal.out(word === "help" ? HELP : `There is no "${word}" here:\n${HELP}`);
  else if (place === undefined) {
    const names = cluster.places.map(({ member }) => member.name).join(", ");
    terminal.out(`${word} needs one of ${names}\n`);
  } else {
    await action.act(place);
    terminal.out(`${place.member.name} ${action.said}\n`);
  }
}

async function statusTable({ places }: LocalCluster): Promise<string> {
  const rows = await Promise.all(places.map(statusRow));
  return columns([["NAME", "CLIENTS", "PROCESS", "ROLE", "REVISION"], ...rows]);
}

async function statusRow(place: Place): Promise<string[]> {
  const { member, gate, endpoint } = place;
  const status = member.state === "serving" ? await statusOf(place) : undefined;
  const { header, leader = 0 } = status ?? {};
  const role = status === undefined ? "-" : roleOf(header?.memberId === leader, hexId(leader));
  return [
    member.name,
    endpoint,
    gate.isCut ? `${member.state}, cut` : member.state,
    role,
    `${header?.revision ?? "-"}`,
  ];
}

function roleOf(isLeader: boolean, leader: string): string {
  if (isLeader) return "leader";
  return leader === "0" ? "no leader" : "follower";
}
