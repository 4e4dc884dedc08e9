import { MemberAddCommand } from "@keyval/api";
import { normalizedResponse } from "@keyval/statemachine/model";
import { described } from "./call-name.js";
import { type MemberWrite, wrongWrite } from "./check-writes.js";
import type { CallOf } from "./history.js";
import { isAboutMembers } from "./is-about-members.js";
import { isSame, shown } from "./is-same.js";
import type { Replay } from "./replay.js";
import { Steps } from "./steps.js";

/**
 * Each change of members that was answered stands in the log once, and was told the members that the model has after it, or
 * why the model refuses it. Whoever lists them is shown them as they were at some time: not before what somebody had been shown
 * when a linearizable list was asked for, and never before what the same member had shown.
 */
export function memberChecker(replay: Replay): string | undefined {
  const judge = new MemberJudge(replay);
  for (const call of replay.run.calls) {
    if (!isAboutMembers(call)) continue;
    const sentence = call.kind === "memberList" ? judge.wrongList(call) : judge.wrongChange(call);
    if (sentence !== undefined) return `${described(call)} ${sentence}`;
  }
  return undefined;
}

/** Hears of calls in the order in which they ended. */
class MemberJudge {
  readonly #replay: Replay;
  /** Up to which command about members somebody had been shown them, as a place in the lists of the replay. */
  readonly #shown = new Steps();
  readonly #shownBy = new Map<string, Steps>();

  constructor(replay: Replay) {
    this.#replay = replay;
  }

  wrongChange(call: MemberWrite): string | undefined {
    const commands = this.#replay.commandsOf(call);
    const wrong = (call.kind === "memberAdd" ? this.#wrongAddition(call) : undefined) ?? wrongWrite(call, commands);
    const [last] = commands.slice(-1);
    if (wrong !== undefined || last === undefined || call.end === undefined) return wrong;
    const { index } = last.command;
    const place = this.#replay.memberLists.findIndex((list) => list.index === index);
    const before = this.#shown.before(call.start) ?? 0;
    if (place <= before) return `stands at ${index}, although what came after it was known before it began`;
    if (call.outcome.kind === "reply") this.#show(call, call.end, place);
    return undefined;
  }

  wrongList(call: CallOf<"memberList">): string | undefined {
    const { outcome, request, member, start, end } = call;
    if (outcome.kind !== "reply" || end === undefined) return undefined;
    const of = this.#shownBy.get(member)?.before(start) ?? 0;
    const least = request.linearizable ? Math.max(of, this.#shown.before(start) ?? 0) : of;
    const told = normalizedResponse(outcome.reply);
    const lists = this.#replay.memberLists;
    const isIt = (place: number): boolean => {
      const list = lists[place];
      return list !== undefined && list.time <= end && isSame({ members: list.members }, told);
    };
    let place = least;
    while (place < lists.length && !isIt(place)) place += 1;
    if (place === lists.length) {
      return `shows ${shown(told)}, and neither at ${lists[least]?.index ?? 0} nor later, until it ended, was that so`;
    }
    this.#show(call, end, place);
    return undefined;
  }

  /** The member that answers chooses an id; all else is as it was asked for. */
  #wrongAddition(call: CallOf<"memberAdd">): string | undefined {
    const { request, outcome } = call;
    for (const { command } of this.#replay.commandsOf(call)) {
      const { ID, peerURLs, isLearner } = MemberAddCommand.decode(command.body);
      if (!isSame(peerURLs, request.peerURLs) || isLearner !== request.isLearner) {
        return `reads otherwise at ${command.index}`;
      }
      const told = outcome.kind === "reply" ? outcome.reply.member : undefined;
      if (told !== undefined && told.ID !== ID) return `was told of member ${told.ID}, while ${ID} was added`;
    }
    return undefined;
  }

  #show({ member }: { readonly member: string }, end: number, place: number): void {
    const by = this.#shownBy.get(member) ?? new Steps();
    this.#shownBy.set(member, by);
    for (const steps of [this.#shown, by]) steps.add(end, place);
  }
}
