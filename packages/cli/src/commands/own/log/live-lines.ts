import { setTimeout } from "node:timers/promises";
import { type Client, ConnectionLost, ServerStopped, Unreachable } from "@keyval/client";
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
}

/** How long the beginning of a new stream is put off after one broke. */
const PAUSE_MS = 500;

/** Who follows waits so long for any member, and then learns that there is none. */
const OUTAGE_MS = 60_000;

/**
 * The log of a running member, in order. Where the member of somebody who follows goes, it is another one's from the next index
 * on, as all have the same: no line is missing, and none comes twice.
 */
export async function* liveLines(
  client: Pick<Client, "rpc">,
  { from, to: last, follow }: LogRange,
  options: ReadOptions,
): AsyncGenerator<string, void, void> {
  let next = from;
  let heardAt: number | undefined;
  for (;;) {
    try {
      let isFirst = true;
      for await (const { lines } of client.rpc.commandLog.read({ first: next, last, follow }, options)) {
        const [line = ""] = lines;
        if (isFirst) next = beginningAt(line, heardAt === undefined ? undefined : next);
        isFirst = false;
        heardAt = performance.now();
        next += lines.length;
        yield* lines;
      }
      return;
    } catch (error) {
      if (!follow || !isPassing(error) || heardAt === undefined) throw error;
      if (error instanceof Unreachable) {
        if (performance.now() - heardAt > OUTAGE_MS) throw error;
      } else heardAt = performance.now();
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

/** The member is gone, or going. */
function isPassing(error: unknown): boolean {
  return [ConnectionLost, ServerStopped, Unreachable].some((kind) => error instanceof kind);
}
