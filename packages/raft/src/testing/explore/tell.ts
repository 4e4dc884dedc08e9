import type { Message } from "../../message.js";
import type { Move } from "./move.js";
import type { Situation } from "./situation.js";
import type { Transition } from "./successors.js";
import type { Local, Universe } from "./universe.js";

/** One step of a trace as a line: what happened, what was sent that was not in flight already, and what came of it. */
export function tell(universe: Universe, from: Situation, { move, to, violation }: Transition): string {
  const sent = to.flying.filter((message) => !from.flying.includes(message)).map(({ message }) => tellMessage(message));
  const sends = sent.length === 0 ? "" : `; sends ${sent.join(", ")}`;
  const stand = to.replicas.filter((local, position) => local !== from.replicas[position]).map(tellLocal);
  const stands = stand.length === 0 ? "" : `; now ${stand.join(", ")}`;
  const broken = violation === undefined ? "" : ` !! ${violation.rule}`;
  return `${tellMove(universe, move)}${sends}${stands}${broken}`;
}

function tellMove({ messages, world }: Universe, { kind, replica, operand }: Move): string {
  switch (kind) {
    case "deliver":
    case "duplicate":
    case "lose": {
      const message = messages[operand]?.message;
      const what = message === undefined ? "nothing" : tellMessage(message);
      if (kind === "lose") return `lost: ${what}`;
      return `${replica} receives ${what}${kind === "duplicate" ? ", which stays in flight" : ""}`;
    }
    case "undelivered":
      return `${replica} hears that a message to ${operand} was lost`;
    case "timer":
      return `${replica}'s timer fires`;
    case "wait":
      return `${replica}'s clock moves to just before its timer`;
    case "pass":
      return `a millisecond passes`;
    case "sync":
      return `${replica}'s oldest write becomes durable`;
    case "crash":
      return `${replica} crashes, ${operand} of its writes survive, and it restarts`;
    case "propose":
      return `${replica} takes proposal ${operand}`;
    case "read":
      return `${replica} is asked for read ${operand}`;
    case "transfer":
      return `${replica} is asked to hand over to ${operand}`;
    case "snapshot":
      return `${replica} makes a snapshot`;
    case "disconnect":
      return `${replica} hears that its connection to ${operand} broke`;
    case "change":
      return `${replica} is asked for ${JSON.stringify(world.changes?.[operand])}`;
    case "fetch":
      return `${replica} has fetched the snapshot`;
    case "fetchFails":
      return `${replica} can not have the snapshot`;
  }
}

function tellMessage({ kind, from, to, term, ...body }: Message): string {
  const details = Object.entries(body).map(([key, value]) => `${key} ${tellValue(value)}`);
  return `${kind}(${from}→${to}, term ${term}${details.map((detail) => `, ${detail}`).join("")})`;
}

function tellValue(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === "object" ? "…" : `${value as string | number | boolean}`;
  return `[${value.map(({ index, term }: { index: number; term: number }) => `${index}:t${term}`).join(" ")}]`;
}

function tellLocal({ life, log, committed, term }: Local): string {
  const { role, vote, persisted } = life.host.raft.status;
  const entries = log.entries.map((entry) => `${entry.index}:t${entry.term}`).join(" ");
  const behind = log.base > 0 ? `(${log.base}) ` : "";
  return `${life.replica} ${role} term ${term} vote ${vote} log ${behind}[${entries}] durable ${persisted} committed ${committed}`;
}
