import { isJoint, type Configuration } from "../../configuration.js";
import type { Entry } from "../../entry.js";
import type { Message } from "../../message.js";
import type { Snapshot } from "../../snapshot.js";
import type { Status } from "../../status.js";

/** `4:2 5:2 6-9:3`: index and term, runs of one term together; `c` marks a configuration. */
export function renderEntries(entries: readonly Entry[]): string {
  const runs: { first: number; last: number; mark: string }[] = [];
  for (const { index, term, kind } of entries) {
    const mark = kind === "configuration" ? `${term}c` : `${term}`;
    const run = runs.at(-1);
    if (run?.mark === mark && run.last === index - 1) run.last = index;
    else runs.push({ first: index, last: index, mark });
  }
  return runs
    .map(({ first, last, mark }) => (first === last ? `${first}:${mark}` : `${first}-${last}:${mark}`))
    .join(" ");
}

export function renderSnapshot({ index, term }: Snapshot): string {
  return `${index}:${term}`;
}

export function renderConfiguration(configuration: Configuration): string {
  const { voters, outgoing, learners, learnersNext, lease } = configuration;
  const parts = isJoint(configuration)
    ? [`old voters ${outgoing.join(" ")}`, `new voters ${voters.join(" ")}`]
    : [`voters ${voters.join(" ") || "unknown"}`];
  if (learners.length > 0) parts.push(`learners ${learners.join(" ")}`);
  if (learnersNext.length > 0) parts.push(`learners to be ${learnersNext.join(" ")}`);
  if (lease > 0) parts.push(`lease ${lease} ms`);
  return parts.join(", ");
}

export function renderStatus(status: Status): string[] {
  const { id, role, term, vote, leader, asleep, lastIndex, lastTerm, base, persisted, committed, applied } = status;
  const office = role === "leader" || leader === 0 ? "" : ` under ${leader}`;
  const lines = [
    `${id} is ${asleep ? "a sleeping " : ""}${renderRole(role)} in term ${term}${office}, vote ${vote || "none"}`,
    `  log ${base + 1}..${lastIndex}:${lastTerm}, durable ${persisted}, committed ${committed}, applied ${applied}`,
    `  configuration ${status.configurationIndex}: ${renderConfiguration(status.configuration)}`,
  ];
  for (const progress of status.progress) {
    const { match, next, inflightMessages, inflightBytes } = progress;
    const flight = inflightMessages === 0 ? "" : `, in flight ${inflightMessages} (${inflightBytes} bytes)`;
    lines.push(`  ${progress.id}: ${progress.state}, match ${match}, next ${next}${flight}`);
  }
  return lines;
}

export function renderRole(role: Status["role"]): string {
  return role === "preCandidate" ? "pre-candidate" : role;
}

/** An attempt's number is drawn at random; a reader wants to know only which is which. */
export type NameAttempt = (from: number, attempt: number) => string;

export function renderMessage(message: Message, nameAttempt: NameAttempt): string {
  return `${message.from}→${message.to} ${renderBody(message, nameAttempt)}`;
}

function renderBody(message: Message, nameAttempt: NameAttempt): string {
  const { from, to, term } = message;
  switch (message.kind) {
    case "voteRequest": {
      const name = message.pre ? "PreVote" : "Vote";
      const transfer = message.transfer ? ", at the leader's wish" : "";
      return `${name}? term ${term}, log ends ${message.lastIndex}:${message.lastTerm}${transfer}`;
    }
    case "voteReply":
      return `${message.pre ? "PreVote" : "Vote"} ${message.granted ? "granted" : "refused"}, term ${term}`;
    case "append": {
      const entries = message.entries.length === 0 ? "nothing" : renderEntries(message.entries);
      return `Append ${entries} after ${message.prevIndex}:${message.prevTerm}, commit ${message.commit}, term ${term}`;
    }
    case "appendReply":
      return message.accepted
        ? `Append accepted up to ${message.index}, term ${term}`
        : `Append refused at ${message.index}, try ${message.hintIndex}:${message.hintTerm}, term ${term}`;
    case "heartbeat":
      return `Heartbeat ${message.round}${renderLease("asks for a lease of", message.lease)}, term ${term}`;
    case "heartbeatReply":
      return `Heartbeat ${message.round} heard${renderLease("promises", message.promise)}, term ${term}`;
    case "sleep":
      return `Sleep at ${message.index}, term ${term}`;
    case "snapshotOffer":
      return `Snapshot ${renderSnapshot(message.snapshot)} offered, term ${term}`;
    case "snapshotStatus":
      return `Snapshot ${message.index} ${message.status}, term ${term}`;
    case "timeoutNow":
      return `TimeoutNow, term ${term}`;
    case "readRequest":
      return `Read? attempt ${nameAttempt(from, message.attempt)}, term ${term}`;
    case "readReply":
      return `Read at ${message.index}, attempt ${nameAttempt(to, message.attempt)}, term ${term}`;
  }
}

function renderLease(verb: string, lease: number): string {
  return lease === 0 ? "" : `, ${verb} ${lease} ms`;
}
