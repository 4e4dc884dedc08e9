import { checkLeaseAnswers } from "./check-lease-answers.js";
import { checkLeaseTime } from "./check-lease-time.js";
import { callName, callOfCommand, described, seconds } from "./call-name.js";
import type { Call } from "./history.js";
import { hasExpired, type LeaseLife, LeaseLives } from "./lease-lives.js";
import type { Replay } from "./replay.js";

const MILLION = 1_000_000;

/** Clocks show whole milliseconds. */
const ROUNDED_MICROSECONDS = 2_000;

const MILLISECONDS = 1000;

/**
 * So much lease time may pass until a lease that is over has gone: it passes only while somebody leads, who has to notice. As much
 * true time may, too: where nothing is committed for a while, the log holds more lease time than anybody has seen.
 */
const NOTICED_WITHIN_MS = 2_000;

/**
 * A lease lives at least as long as it was granted, from the beginning of the last call that renewed it, whoever leads; it goes soon
 * after that; and clients are told of it what is so.
 */
export function leaseChecker(replay: Replay): string | undefined {
  const lives = new LeaseLives(replay);
  return checkLeaseAnswers(replay, lives) ?? checkLeaseTime(replay) ?? checkEnds(replay, lives);
}

function checkEnds(replay: Replay, lives: LeaseLives): string | undefined {
  const grants = new Map(replay.run.calls.map((call) => [callName(call), call] as const));
  for (const life of lives.all) {
    const grant = grants.get(callOfCommand(life.granted.command.header) ?? "");
    const sentence = tooEarly(life, replay, lives, grant) ?? tooLate(life, replay);
    if (sentence !== undefined) return sentence;
  }
  return undefined;
}

function tooEarly(life: LeaseLife, { run }: Replay, lives: LeaseLives, grant: Call | undefined): string | undefined {
  const { id, ttl, ended } = life;
  if (ended === undefined || !hasExpired(life)) return undefined;
  const renewals = run.calls.filter((call) => hasRenewed(call, life, lives));
  for (const call of [...(grant === undefined ? [] : [grant]), ...renewals]) {
    const least = (ttl * MILLION * MILLION) / (MILLION + run.driftPpmMost) - ROUNDED_MICROSECONDS;
    if (ended.command.time >= call.start + least) continue;
    const end = `lease ${id} of ${ttl} s expires by command ${ended.command.index} at ${seconds(ended.command.time)}`;
    return `${end}, although ${described(call)} gave it its time again`;
  }
  return undefined;
}

/** Whether it certainly renewed this life of the lease. */
function hasRenewed(call: Call, life: LeaseLife, lives: LeaseLives): boolean {
  if (call.kind !== "leaseKeepAlive" || call.request.ID !== life.id) return false;
  const { start, end, outcome } = call;
  if (outcome.kind !== "reply" || outcome.reply.TTL <= 0 || end === undefined) return false;
  const [only, ...others] = lives.between(life.id, start, end);
  return only === life && others.length === 0;
}

/**
 * Looked at is what passes from each command that gives the lease its time to the next one, or to its end. A leader that stood
 * still tells the time of that at once: before, nobody could notice.
 */
function tooLate({ id, ttl, granted, renewed, ended }: LeaseLife, { commands }: Replay): string | undefined {
  const given = [granted, ...renewed];
  for (const [i, { command, leaseTime }] of given.entries()) {
    const next = given[i + 1] ?? ended ?? commands.at(-1);
    const deadline = leaseTime + ttl * MILLISECONDS;
    if (next === undefined || next.leaseTime <= deadline + NOTICED_WITHIN_MS) continue;
    const first = commands.find((each) => each.command.index > command.index && each.leaseTime >= deadline) ?? next;
    const over = next.leaseTime - first.leaseTime;
    const known = (next.command.time - first.command.time) / MILLISECONDS;
    if (Math.min(over, known) <= NOTICED_WITHIN_MS) continue;
    const lease = `lease ${id} of ${ttl} s, which command ${command.index} gave its time at ${seconds(command.time)}`;
    return `${lease}, was over for ${over} ms of lease time at command ${next.command.index}, and still there`;
  }
  return undefined;
}
