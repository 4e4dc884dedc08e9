import { type ModelAnswer, normalizedResponse } from "@keyval/statemachine/model";
import { described } from "./call-name.js";
import type { Call } from "./history.js";
import { isSame, shown } from "./is-same.js";
import { isReading, isSerializable } from "./is-reading.js";
import type { Replay } from "./replay.js";
import type { Sightings } from "./sightings.js";
import { Steps } from "./steps.js";

type Read = Extract<Call, { kind: "range" | "txn" }>;

/** Each read shows the keys as they were at its revision, which was not too new, nor compacted, as far as it could know. */
export function checkReads(replay: Replay, sightings: Sightings): string | undefined {
  const judge = new ReadJudge(replay, sightings);
  for (const call of replay.run.calls) {
    const sentence = isReading(call) ? judge.wrongWith(call) : undefined;
    if (sentence !== undefined) return `${described(call)} ${sentence}`;
  }
  return undefined;
}

class ReadJudge {
  readonly #replay: Replay;
  readonly #sightings: Sightings;
  /** What some client knew to be compacted. */
  readonly #acknowledged = new Steps();

  constructor(replay: Replay, sightings: Sightings) {
    this.#replay = replay;
    this.#sightings = sightings;
    for (const { kind, request, outcome, end } of replay.run.calls) {
      if (kind === "compact" && outcome.kind === "reply" && end !== undefined)
        this.#acknowledged.add(end, request.revision);
    }
  }

  wrongWith(call: Read): string | undefined {
    const { outcome, end } = call;
    if (outcome.kind === "unknown" || end === undefined) return undefined;
    if (outcome.kind === "refused") return this.#wrongRefusal(call, outcome.error, end);
    const revision = outcome.reply.header?.revision ?? 0;
    const newest = this.#replay.revisions.at(end) ?? 1;
    if (revision > newest) return `shows revision ${revision}, while nobody was beyond ${newest}`;
    const asked = call.kind === "range" ? call.request.revision : 0;
    const compacted = isSerializable(call) ? undefined : this.#acknowledged.before(call.start);
    if (asked > 0 && asked < (compacted ?? 0)) return `reads at ${asked}, although ${compacted ?? 0} was compacted`;
    const told = normalizedResponse(outcome.reply);
    const expected = this.#expected(call, revision);
    return isSame(told, expected)
      ? undefined
      : `shows ${shown(told)} at ${revision}, where ${shown(expected)} is right`;
  }

  #expected(call: Read, revision: number): ModelAnswer {
    const { model } = this.#replay;
    if (call.kind === "txn") return model.readAt(revision, call.request);
    if (call.request.revision > revision) return "futureRevision";
    return model.rangeAt(call.request.revision > 0 ? call.request.revision : revision, call.request);
  }

  #wrongRefusal(call: Read, error: string, end: number): string | undefined {
    if (call.kind !== "range") return undefined;
    const { revision } = call.request;
    const compacted = this.#replay.compactions.at(end) ?? -1;
    if (error === "compacted" && revision >= compacted) {
      return `was told that ${revision} is compacted, while only ${compacted} was`;
    }
    const known = isSerializable(call)
      ? this.#sightings.revisionOfBefore(call.member, call.start)
      : this.#sightings.revisionBefore(call.start);
    if (error !== "futureRevision" || revision > known) return undefined;
    return `was told that ${revision} is in the future, after ${known} had been shown`;
  }
}
