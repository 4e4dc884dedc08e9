import type { Id } from "@keyval/api";
import { described } from "./call-name.js";
import type { CallOf } from "./history.js";
import { isSame, shown } from "./is-same.js";
import { endOf, type LeaseLife, type LeaseLives } from "./lease-lives.js";
import type { Replay } from "./replay.js";

const MILLION = 1_000_000;

/** Clocks show whole milliseconds. */
const ROUNDED_MICROSECONDS = 2_000;

/** What clients are told of leases that are there, and of those that are not. */
export function checkLeaseAnswers(replay: Replay, lives: LeaseLives): string | undefined {
  for (const call of replay.run.calls) {
    let sentence: string | undefined;
    if (call.kind === "leaseKeepAlive") sentence = wrongRenewal(call, lives);
    if (call.kind === "leaseTimeToLive") sentence = wrongTimeToLive(call, replay, lives);
    if (sentence !== undefined) return `${described(call)} ${sentence}`;
  }
  return undefined;
}

/** Seconds are granted by a renewal that was committed meanwhile, and 0 only where there was no lease. */
function wrongRenewal(
  { request, start, end, outcome }: CallOf<"leaseKeepAlive">,
  lives: LeaseLives,
): string | undefined {
  if (outcome.kind !== "reply" || end === undefined) return undefined;
  const { ID, TTL } = outcome.reply;
  if (ID !== request.ID) return `is answered for lease ${ID}`;
  const around = lives.between(ID, start, end);
  if (TTL <= 0) return wrongAbsence(ID, around, start, end);
  const granted = around.filter(({ renewed }) => renewed.some(({ command: { time } }) => time >= start && time <= end));
  if (granted.length === 0) return `is granted ${TTL} s, and no renewal of lease ${ID} was applied meanwhile`;
  return granted.some(({ ttl }) => ttl === TTL)
    ? undefined
    : `is granted ${TTL} s of a lease of ${granted[0]?.ttl ?? 0} s`;
}

function wrongAbsence(id: Id, around: readonly LeaseLife[], start: number, end: number): string | undefined {
  const spanning = around.find((life) => life.granted.command.time < start && endOf(life) > end);
  return spanning && `is told that there is no lease ${id}, which command ${spanning.granted.command.index} granted`;
}

function wrongTimeToLive(call: CallOf<"leaseTimeToLive">, replay: Replay, lives: LeaseLives): string | undefined {
  const { request, start, end, outcome } = call;
  if (outcome.kind !== "reply" || end === undefined) return undefined;
  const { ID, TTL, grantedTTL, keys, header } = outcome.reply;
  const around = lives.between(ID, start, end);
  if (TTL < 0) return wrongAbsence(ID, around, start, end);
  const life = around.find(({ ttl }) => ttl === grantedTTL);
  if (life === undefined) return `is told of ${grantedTTL} s granted to lease ${ID}, which is not so`;
  if (TTL > grantedTTL) return `is told that ${TTL} s are left of ${grantedTTL}`;
  const least = around.length === 1 ? leastLeft(call, life, replay) : 0;
  if (TTL * MILLION < least) return `is told that ${TTL} s are left, and ${least / MILLION} are at least`;
  if (!request.keys) return undefined;
  const attached = [...replay.model.keysAt(header?.revision ?? 0).values()].filter(({ lease }) => lease === ID);
  const right = attached.map(({ key }) => key).sort();
  // In no order, as etcd tells them.
  const told = keys.map((key) => String.fromCharCode(...key)).sort();
  return isSame(told, right) ? undefined : `is told of the keys ${shown(told)}, and has ${shown(right)}`;
}

/** Microseconds of a lease's time that are left when the call ends, since some call before it has renewed it. */
function leastLeft(
  { start, end }: CallOf<"leaseTimeToLive">,
  { id, ttl, granted }: LeaseLife,
  { run }: Replay,
): number {
  const renewals = run.calls.filter(
    (call) =>
      call.kind === "leaseKeepAlive" &&
      call.request.ID === id &&
      call.outcome.kind === "reply" &&
      call.outcome.reply.TTL > 0 &&
      call.start >= granted.command.time &&
      (call.end ?? Infinity) < start,
  );
  const since = Math.max(...renewals.map((call) => call.start), -Infinity);
  const passed = (((end ?? start) - since) * (MILLION + run.driftPpmMost)) / MILLION;
  return ttl * MILLION - passed - ROUNDED_MICROSECONDS;
}
