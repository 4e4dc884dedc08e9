import { seconds } from "./call-name.js";
import type { Replay, ReplayedCommand } from "./replay.js";

const MICROSECONDS = 1000;
const MILLION = 1_000_000;

/** Clocks show whole milliseconds, and are read a little after the leader knew that it led. */
const ROUNDED_MS = 2;

/** While a lease lives and all is well, the time is told at least so often, commit included. */
const TOLD_WITHIN_MS = 2_000;

/** So much of the time that passes may not have been told yet. */
const UNTOLD_MS = 1_500;

/**
 * Lease time is the time during which somebody led: no leader counts more of it than it led, whatever its clock does within its
 * bound; and where all is well it goes as fast as true time, and is told while a lease lives.
 */
export function checkLeaseTime(replay: Replay): string | undefined {
  return tooFast(replay) ?? tooSlow(replay);
}

function tooFast({ run, commands }: Replay): string | undefined {
  const reigns = new Map(run.reigns.map(({ term, start }) => [term, start] as const));
  let [term, base, told] = [0, 0, 0];
  for (const { command, leaseTime } of commands) {
    if (command.term !== term) [term, base] = [command.term, told];
    told = leaseTime;
    const start = reigns.get(term);
    if (start === undefined) continue;
    const led = ((command.time - start) * (MILLION + run.driftPpmMost)) / MILLION / MICROSECONDS;
    if (told - base <= led + ROUNDED_MS) continue;
    const counted = `the leader of term ${term} has counted ${told - base} ms of lease time by command ${command.index}`;
    return `${counted}, and led for ${Math.ceil(led)}`;
  }
  return undefined;
}

/** Looked at is each while without a change of leader in which some lease lived, once all was well. */
function tooSlow({ run, commands }: Replay): string | undefined {
  let first: ReplayedCommand | undefined;
  /** The last one that told the time. */
  let last: ReplayedCommand | undefined;
  let leases = 0;
  for (const each of commands) {
    const { term, time } = each.command;
    if (
      first === undefined ||
      last === undefined ||
      leases === 0 ||
      term !== first.command.term ||
      first.command.time < run.calmSince
    ) {
      [first, last] = [each, each];
    } else if (each.leaseTime > last.leaseTime) {
      const sentence = wrongSilence(last, time) ?? wrongPace(first, each, run.driftPpmMost);
      if (sentence !== undefined) return sentence;
      last = each;
    }
    leases = each.leaseCount;
  }
  return leases === 0 || last === undefined || last.command.time < run.calmSince
    ? undefined
    : wrongSilence(last, run.end);
}

function wrongSilence({ command }: ReplayedCommand, end: number): string | undefined {
  const silence = (end - command.time) / MICROSECONDS;
  if (silence <= TOLD_WITHIN_MS) return undefined;
  return `no lease time is told for ${silence} ms from command ${command.index} on, while leases live`;
}

function wrongPace(first: ReplayedCommand, each: ReplayedCommand, driftPpmMost: number): string | undefined {
  const passed = (each.command.time - first.command.time) / MICROSECONDS;
  const told = each.leaseTime - first.leaseTime;
  if (told >= (passed * (MILLION - driftPpmMost)) / MILLION - UNTOLD_MS) return undefined;
  const since = `since command ${first.command.index} at ${seconds(first.command.time)}`;
  return `only ${told} ms of lease time have passed ${since} to command ${each.command.index}, ${passed} ms later`;
}
