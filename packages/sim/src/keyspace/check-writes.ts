import {
  CommandKind,
  CompactionRequest,
  DeleteRangeRequest,
  type ErrorName,
  LeaseRevokeRequest,
  MemberPromoteRequest,
  MemberRemoveRequest,
  MemberUpdateRequest,
  PutRequest,
  type ResponseHeader,
  TxnRequest,
} from "@keyval/api";
import { NEXT_KIND, normalizedResponse } from "@keyval/statemachine/model";
import { callName, callOfCommand, described, seconds } from "./call-name.js";
import type { Call } from "./history.js";
import { areSameBytes, isSame, shown } from "./is-same.js";
import { isAboutMembers } from "./is-about-members.js";
import { isReading } from "./is-reading.js";
import type { Replay, ReplayedCommand } from "./replay.js";

/** A change of keys or leases. */
type KeyWrite = Extract<
  Call,
  { kind: "put" | "nextPut" | "delete" | "txn" | "compact" | "leaseGrant" | "leaseRevoke" }
>;

/** A change of members. */
export type MemberWrite = Extract<Call, { kind: "memberAdd" | "memberUpdate" | "memberPromote" | "memberRemove" }>;

/** A call that goes through the log in its client's name. */
type Write = KeyWrite | MemberWrite;

/** What no member can say by looking at a request alone. */
const ERRORS_OF_THE_LOG: readonly ErrorName[] = [
  ...(["leaseNotFound", "leaseExists", "compacted", "futureRevision"] as const),
  ...(["memberNotFound", "memberExists", "memberNotLearner", "peerUrlExists", "tooManyLearners"] as const),
];

/**
 * Each write that was answered stands in the log once, as it was asked for, was applied before it was answered, and was told
 * what the model says of it. What was certainly not done is not done; what nobody knows of may be done, once.
 */
export function checkWrites(replay: Replay): string | undefined {
  for (const call of replay.run.calls) {
    const sentence = isKeyWrite(call) ? wrongWrite(call, replay.commandsOf(call)) : undefined;
    if (sentence !== undefined) return `${described(call)} ${sentence}`;
  }
  return unaskedFor(replay);
}

const KEY_WRITES: readonly string[] = ["put", "nextPut", "delete", "txn", "compact", "leaseGrant", "leaseRevoke"];

function isKeyWrite(call: Call): call is KeyWrite {
  return KEY_WRITES.includes(call.kind) && !isReading(call);
}

/** What is wrong with one of them, given the commands that were made of it. */
export function wrongWrite(call: Write, commands: readonly ReplayedCommand[]): string | undefined {
  const last = commands.at(-1);
  if (commands.length > 1 && !isGrantTriedAgain(call, commands)) {
    return `stands in the log ${commands.length} times, at ${commands.map(({ command }) => command.index).join(", ")}`;
  }
  if (last === undefined) return wrongWithout(call);
  const { time, index } = last.command;
  if (call.outcome.kind === "reply" && call.end !== undefined && time > call.end) {
    return `was answered before command ${index} was applied anywhere, at ${seconds(time)}`;
  }
  return wrongInLog(call, last) ?? wrongAnswer(call, last);
}

/** A member that chose an id which somebody has takes another one. */
function isGrantTriedAgain(call: Write, commands: readonly ReplayedCommand[]): boolean {
  if (call.kind !== "leaseGrant" || call.request.ID !== 0) return false;
  return commands.slice(0, -1).every(({ answer }) => answer === "leaseExists");
}

function wrongWithout({ outcome }: Write): string | undefined {
  if (outcome.kind === "reply") return "was answered, but is not in the log";
  if (outcome.kind === "refused" && ERRORS_OF_THE_LOG.includes(outcome.error)) {
    return `was told ${outcome.error}, which only the log can tell, and is not in it`;
  }
  return undefined;
}

/** What the client asked for is what the log has. */
function wrongInLog(call: Write, { command: { index, header, body } }: ReplayedCommand): string | undefined {
  const asked = entryOf(call);
  if (header.kind !== asked.kind) return `is a command of kind ${header.kind} at ${index}`;
  return asked.body === undefined || areSameBytes(asked.body, body) ? undefined : `reads otherwise at ${index}`;
}

/** What its entry has to be; the body of a grant, or of an addition, is made by the member. */
function entryOf(call: Write): { readonly kind: number; readonly body: Uint8Array | undefined } {
  switch (call.kind) {
    case "put":
      return { kind: CommandKind.put, body: PutRequest.encode(call.request) };
    case "nextPut":
      return { kind: NEXT_KIND, body: PutRequest.encode(call.request) };
    case "delete":
      return { kind: CommandKind.deleteRange, body: DeleteRangeRequest.encode(call.request) };
    case "txn":
      return { kind: CommandKind.txn, body: TxnRequest.encode(call.request) };
    case "compact":
      return { kind: CommandKind.compact, body: CompactionRequest.encode(call.request) };
    case "leaseGrant":
      return { kind: CommandKind.leaseGrant, body: undefined };
    case "leaseRevoke":
      return { kind: CommandKind.leaseRevoke, body: LeaseRevokeRequest.encode(call.request) };
    case "memberAdd":
      return { kind: CommandKind.memberAdd, body: undefined };
    case "memberUpdate":
      return { kind: CommandKind.memberUpdate, body: MemberUpdateRequest.encode(call.request) };
    case "memberPromote":
      return { kind: CommandKind.memberPromote, body: MemberPromoteRequest.encode(call.request) };
    case "memberRemove":
      return { kind: CommandKind.memberRemove, body: MemberRemoveRequest.encode(call.request) };
  }
}

function wrongAnswer(call: Write, { command: { index }, answer, revision }: ReplayedCommand): string | undefined {
  const { outcome } = call;
  switch (outcome.kind) {
    case "unknown":
      return undefined;
    case "refused":
      if (!outcome.certainlyNotApplied || answer === outcome.error) return undefined;
      return `was told ${outcome.error}, while command ${index} gives ${shown(answer)}`;
    case "reply": {
      const told = normalizedResponse(outcome.reply);
      if (!isSame(told, answer)) return `was told ${shown(told)}, while command ${index} gives ${shown(answer)}`;
      const header: ResponseHeader | undefined = outcome.reply.header;
      if (header?.revision === (isAboutMembers(call) ? 0 : revision)) return undefined;
      return `was told revision ${header?.revision ?? "none"}, while command ${index} leaves ${revision}`;
    }
  }
}

/** Nothing is done in the name of a client that it did not ask for. */
function unaskedFor({ run, commands }: Replay): string | undefined {
  const asked = new Set(run.calls.map(callName));
  for (const { command } of commands) {
    const name = callOfCommand(command.header);
    if (name === undefined || asked.has(name) || command.header.kind === CommandKind.sessionRegister) continue;
    return `command ${command.index} is in the name of ${name}, which is no call`;
  }
  return undefined;
}
