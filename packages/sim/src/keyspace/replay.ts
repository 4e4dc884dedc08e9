import { CommandKind, type Id } from "@keyval/api";
import { Model, type ModelAnswer } from "@keyval/statemachine/model";
import { callName, callOfCommand } from "./call-name.js";
import type { Call, CommittedCommand, KeyspaceRun } from "./history.js";
import { runCommand } from "./run-command.js";
import { Steps } from "./steps.js";

/** A command with what it has to come to. */
export interface ReplayedCommand {
  readonly command: CommittedCommand;
  readonly answer: ModelAnswer;
  /** For whoever proposed it: the store's right after the command, or what it was when the command was done before. */
  readonly revision: number;
  /** Whether the store's revision is a new one. */
  readonly changed: boolean;
  /** Whether it has been done before, and was told the same again. */
  readonly isRepeated: boolean;
  /** Right after it. */
  readonly storeRevision: number;
  readonly compactRevision: number;
  readonly leaseTime: number;
  readonly leaseCount: number;
  /** The leases that ended with it. */
  readonly ended: readonly Id[];
}

/** The members from a command on, until the next one that is about them. */
export interface MemberList {
  readonly index: number;
  /** When that command was applied, by the first member to do so. */
  readonly time: number;
  readonly members: readonly object[];
}

/** A run, and what its committed commands have to make of the key space. */
export interface Replay {
  readonly run: KeyspaceRun;
  /** After the last command. */
  readonly model: Model;
  readonly commands: readonly ReplayedCommand[];
  /** The store's revision, and what it was compacted to, where most was applied. */
  readonly revisions: Steps;
  readonly compactions: Steps;
  /** What clients are told of the members, from the beginning on, after each command that is about them. */
  readonly memberLists: readonly MemberList[];
  /** Those that were made of one call: mostly one, none if it got nowhere. */
  readonly commandsOf: (call: Call) => readonly ReplayedCommand[];
}

/** Says in one sentence what is wrong with a run. */
export type ReplayChecker = (replay: Replay) => string | undefined;

/** After which clients may be told something else of the members. */
const ABOUT_MEMBERS: readonly number[] = [
  CommandKind.memberAdd,
  CommandKind.memberUpdate,
  CommandKind.memberPromote,
  CommandKind.memberRemove,
  CommandKind.memberAnnounce,
];

export function replayOf(run: KeyspaceRun): Replay {
  const model = new Model();
  const memberLists: MemberList[] = [{ index: 0, time: 0, members: [] }];
  const commands = run.commands.map((command) => {
    const each = replayed(model, run, command);
    const { index, time, header } = command;
    if (ABOUT_MEMBERS.includes(header.kind)) memberLists.push({ index, time, members: model.members.told });
    return each;
  });
  const [revisions, compactions] = [new Steps(), new Steps()];
  const byCall = new Map<string, ReplayedCommand[]>();
  for (const each of commands) {
    revisions.add(each.command.time, each.storeRevision);
    compactions.add(each.command.time, each.compactRevision);
    const name = callOfCommand(each.command.header);
    if (name === undefined) continue;
    const ofCall = byCall.get(name);
    if (ofCall === undefined) byCall.set(name, [each]);
    else ofCall.push(each);
  }
  const commandsOf: Replay["commandsOf"] = (call) => byCall.get(callName(call)) ?? [];
  return { run, model, commands, revisions, compactions, memberLists, commandsOf };
}

function replayed(model: Model, run: KeyspaceRun, command: CommittedCommand): ReplayedCommand {
  const before = model.revision;
  const leases = [...model.leases.byId.keys()];
  const { answer, revision, isRepeated } = runCommand(model, run.nextRevision(before, command.index), command);
  return {
    command,
    answer,
    revision,
    changed: model.revision > before,
    isRepeated,
    storeRevision: model.revision,
    compactRevision: model.compactRevision,
    leaseTime: model.leases.time,
    leaseCount: model.leases.byId.size,
    ended: leases.filter((id) => !model.leases.byId.has(id)),
  };
}
