import { seconds } from "./call-name.js";
import { HeardEvents } from "./heard-events.js";
import type { KeyspaceRun, WatchRecord } from "./history.js";
import type { Replay } from "./replay.js";
import { WatchReader, type WatchFacts } from "./watch-reader.js";

/** Once nothing goes wrong any more, a watcher hears of an event in this time. */
const HEARD_IN_MICROSECONDS = 5_000_000;

/**
 * Each watcher hears of every event of its keys from its revision on, once, in order, all those of a revision together; or that
 * it is cancelled, and why; or its connection ends. It is never told of progress that it has not made, and never nothing.
 */
export function watchChecker(replay: Replay): string | undefined {
  const facts = factsOf(replay);
  const times = new Map<number, number>();
  for (const { changed, storeRevision, command } of replay.commands)
    if (changed) times.set(storeRevision, command.time);
  for (const record of replay.run.watches) {
    const sentence = wrongWith(record, facts, replay.run, times);
    if (sentence !== undefined) return `${describedWatch(record)} ${sentence}`;
  }
  return undefined;
}

function factsOf({ model, commands, revisions, compactions }: Replay): WatchFacts {
  const compacted = new Set(commands.map(({ compactRevision }) => compactRevision));
  return { events: new HeardEvents(model), revisions, compactions, compacted };
}

/** `times` has when each revision came to be. */
function wrongWith(
  record: WatchRecord,
  facts: WatchFacts,
  run: KeyspaceRun,
  times: ReadonlyMap<number, number>,
): string | undefined {
  const reader = new WatchReader(facts, record);
  for (const { time, response } of record.notices) {
    const sentence = reader.read(response, time);
    if (sentence !== undefined) return `${sentence} (${seconds(time)})`;
  }
  if (record.end !== undefined) return undefined;
  const last = run.end - HEARD_IN_MICROSECONDS;
  if (Math.max(run.calmSince, record.start) > last) return undefined;
  if (!reader.isCreated) return "never hears that it is made";
  const { next } = reader;
  if (next === undefined || (times.get(next.mod) ?? 0) > last) return undefined;
  return `never hears of ${next.key} at ${next.mod}`;
}

function describedWatch({ client, member, life, start, request }: WatchRecord): string {
  const { key, rangeEnd, startRevision } = request;
  const [first, end] = [String.fromCharCode(...key), String.fromCharCode(...rangeEnd)];
  const who = `the watcher of c${client} at ${member} in its life ${life}, since ${seconds(start)},`;
  return `${who} of ${first}${end === "" ? "" : ` to ${end}`} from ${startRevision},`;
}
