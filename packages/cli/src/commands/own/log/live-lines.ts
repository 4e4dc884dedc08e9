import { setTimeout } from "node:timers/promises";
import { type Client, ConnectionLost, NoLeader, ServerStopped, Unreachable } from "@keyval/client";
import { Failure } from "../../../frame/failure.js";

export interface LogRange {
  readonly from: number;
  readonly to: number;
  /** Goes on with what is applied from now on. */
  readonly follow: boolean;
}

interface ReadOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** After how long without a member it fails. Default: a minute. */
  readonly outageMs?: number;
}

/** How long the beginning of a new stream is put off after one broke. */
const PAUSE_MS = 500;

/** Longer than any member takes to start again. A stream that stood for longer was well, and had nothing to tell. */
const OUTAGE_MS = 60_000;

/**
 * The log of a running member, in order. Where that one goes, or somebody follows it and it has lost the leader, it is another
 * one's from the next index on, as all have the same: no line is missing, and none comes twice. Only who follows waits for
 * members that can not be reached.
 */
export async function* liveLines(
  client: Pick<Client, "rpc">,
  { from, to: last, follow }: LogRange,
  { outageMs = OUTAGE_MS, ...options }: ReadOptions,
): AsyncGenerator<string, void, void> {
  let next = from;
  let isBegun = false;
  let troubleSince: number | undefined;
  for (let attempts = 1; ; attempts++) {
    const openedAt = performance.now();
    try {
      let isFirst = true;
      // A member that is cut off from the others would have nothing to tell, for ever and without a word.
      const request = { ...options, requireLeader: follow };
      for await (const { lines } of client.rpc.commandLog.read({ first: next, last, follow }, request)) {
        const [line = ""] = lines;
        if (isFirst) next = beginningAt(line, isBegun ? next : undefined);
        isFirst = false;
        isBegun = true;
        troubleSince = undefined;
        next += lines.length;
        yield* lines;
      }
      return;
    } catch (error) {
      if (!isPassing(error) || (error instanceof Unreachable && (!follow || attempts === 1))) throw error;
      const now = performance.now();
      if (now - openedAt > outageMs) troubleSince = undefined;
      troubleSince ??= now;
      if (now - troubleSince > outageMs) throw error;
    }
    await setTimeout(PAUSE_MS, undefined, options);
  }
}

/** The index of a stream's first line: members keep as much of their logs as each has room for. */
function beginningAt(line: string, expected: number | undefined): number {
  const { index } = JSON.parse(line) as { readonly index: number };
  if (expected === undefined || index === expected) return index;
  throw new Failure(
    `the member that is asked now keeps no entries before ${index}, and the last one told was ${expected - 1}`,
    undefined,
    `Go on behind the gap with --from=${index}.`,
  );
}

/** The member is gone, going, or cut off. */
function isPassing(error: unknown): boolean {
  return [ConnectionLost, NoLeader, ServerStopped, Unreachable].some((kind) => error instanceof kind);
}
