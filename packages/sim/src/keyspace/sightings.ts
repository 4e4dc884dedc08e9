import type { ResponseHeader, WatchResponse } from "@keyval/api";
import type { Call, KeyspaceRun } from "./history.js";
import { Steps } from "./steps.js";

/** What clients were shown of the store's revision, and of members' terms, and when. */
export class Sightings {
  readonly #revisions = new Steps();
  readonly #byMember = new Map<string, MemberSightings>();

  constructor({ calls, watches }: KeyspaceRun) {
    for (const call of calls) if (call.end !== undefined) this.#add(call.member, call.end, headerOf(call));
    for (const { member, notices } of watches) {
      for (const { time, response } of notices) {
        this.#add(member, time, response.header);
        for (const { kv } of response.events) this.#revisions.add(time, kv?.modRevision ?? 0);
      }
    }
  }

  /** The greatest revision that somebody had been shown before that time. */
  revisionBefore(time: number): number {
    return this.#revisions.before(time) ?? 0;
  }

  /** The same of what this member had shown. */
  revisionOfBefore(member: string, time: number): number {
    return this.#byMember.get(member)?.revisions.before(time) ?? 0;
  }

  termOfBefore(member: string, time: number): number {
    return this.#byMember.get(member)?.terms.before(time) ?? 0;
  }

  #add(member: string, time: number, header: ResponseHeader | undefined): void {
    if (header === undefined) return;
    const ofMember = this.#byMember.get(member) ?? { revisions: new Steps(), terms: new Steps() };
    this.#byMember.set(member, ofMember);
    ofMember.revisions.add(time, header.revision);
    ofMember.terms.add(time, header.raftTerm);
    this.#revisions.add(time, header.revision);
  }
}

interface MemberSightings {
  readonly revisions: Steps;
  readonly terms: Steps;
}

export function headerOf({ outcome }: Call): WatchResponse["header"] {
  return outcome.kind === "reply" ? outcome.reply.header : undefined;
}
