import { described } from "./call-name.js";
import type { Call } from "./history.js";
import { isAboutMembers } from "./is-about-members.js";
import { isReading, isSerializable } from "./is-reading.js";
import type { Replay } from "./replay.js";
import { headerOf, type Sightings } from "./sightings.js";

/**
 * Revisions go with time: a write takes a greater one than all that somebody was shown before it began, a linearizable read
 * shows no smaller one, and no member goes back behind what it has shown itself, in this life or an earlier one.
 */
export function checkOrder(replay: Replay, sightings: Sightings): string | undefined {
  for (const call of replay.run.calls) {
    const sentence = wrongWith(call, replay, sightings);
    if (sentence !== undefined) return `${described(call)} ${sentence}`;
  }
  return undefined;
}

function wrongWith(call: Call, replay: Replay, sightings: Sightings): string | undefined {
  const header = headerOf(call);
  if (header === undefined) return undefined;
  const { member, start } = call;
  const term = sightings.termOfBefore(member, start);
  if (header.raftTerm < term) return `was told of term ${header.raftTerm}, and ${term} before it began`;
  if (isAboutMembers(call)) return undefined;
  // A command that is sent again is told the revision of its first time.
  const { revision } = header;
  const [last] = replay.commandsOf(call).slice(-1);
  if (last?.isRepeated === true) return undefined;
  const shown = sightings.revisionBefore(start);
  if (isLate(call) && revision < shown)
    return `is at revision ${revision}, although ${shown} was known before it began`;
  if (last?.changed === true && revision === shown)
    return `takes revision ${revision}, which was known before it began`;
  const ofMember = sightings.revisionOfBefore(member, start);
  return revision < ofMember ? `is at revision ${revision}, after ${member} had shown ${ofMember}` : undefined;
}

/** Whether it has to know all that was acknowledged before it began; a keep-alive shows how far its member is. */
function isLate(call: Call): boolean {
  return call.kind !== "leaseKeepAlive" && !(isReading(call) && isSerializable(call));
}
