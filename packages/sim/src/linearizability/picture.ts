import type { Part } from "./check.js";
import type { Operation } from "./history.js";

/** An operation as a bar; times count from the beginning of the picture. */
export interface Bar<I, O> {
  readonly operation: Operation<I, O>;
  readonly row: number;
  readonly from: number;
  readonly to: number;
  /** Its number in the order and when it takes effect there. */
  readonly place: { readonly number: number; readonly at: number } | undefined;
}

/** The rows of a client: as many as keep its bars apart. */
export interface Lane {
  readonly client: number | string;
  readonly row: number;
  readonly rows: number;
}

/** Where everything stands in the picture of a history. */
export interface Picture<I, O> {
  /** The time at its left edge, and how much of it there is. */
  readonly start: number;
  readonly span: number;
  readonly lanes: readonly Lane[];
  readonly bars: readonly Bar<I, O>[];
  /** What to show first. */
  readonly view: { readonly from: number; readonly to: number };
}

/** How many of the operations that are in order are shown before the break. */
const CONTEXT = 24;

/** What an operation with unknown outcome covers before it has faded out, as a share of the view. */
const FADING = 0.08;

export function layOut<I, O>(
  operations: readonly Operation<I, O>[],
  part: Pick<Part<unknown, I, O>, "order" | "unplaced">,
): Picture<I, O> {
  const times = operations.flatMap(({ call, return: returned }) => (returned < Infinity ? [call, returned] : [call]));
  const start = times.reduce((least, time) => Math.min(least, time), times[0] ?? 0);
  // A little more than the last event, so that there is always something to see.
  const span = Math.max(1, times.reduce((most, time) => Math.max(most, time), start) - start) * 1.02;
  const points = pointsOf(part.order, start + span);
  const view = viewOf(part, points, start, span);
  const fading = (view.to - view.from) * FADING;
  const places = new Map(part.order.map(({ operation }, at) => [operation, { number: at + 1, at: points[at] ?? 0 }]));

  const lanes: Lane[] = [];
  const bars: Bar<I, O>[] = [];
  let row = 0;
  for (const [client, ofClient] of byClient(operations)) {
    const ends: number[] = [];
    for (const operation of ofClient) {
      const end = operation.return < Infinity ? operation.return : operation.call + fading;
      const place = places.get(operation);
      const covered = Math.max(end, place?.at ?? 0);
      const free = ends.findIndex((time) => time <= operation.call);
      const own = free < 0 ? ends.length : free;
      ends[own] = covered;
      bars.push({
        operation,
        row: row + own,
        from: operation.call - start,
        to: end - start,
        place: place === undefined ? undefined : { number: place.number, at: place.at - start },
      });
    }
    lanes.push({ client, row, rows: ends.length });
    row += ends.length;
  }
  return { start, span, lanes, bars, view: { from: view.from - start, to: view.to - start } };
}

/** A moment for each operation, in order and within its interval: the middle of what its neighbours leave. */
function pointsOf(order: Part<unknown, unknown, unknown>["order"], end: number): number[] {
  let earliest = -Infinity;
  const least = order.map(({ operation }) => (earliest = Math.max(earliest, operation.call)));
  let latest = end;
  const most = order.map(() => end);
  for (let at = order.length - 1; at >= 0; at--) {
    latest = Math.min(latest, order[at]?.operation.return ?? latest);
    most[at] = latest;
  }
  return least.map((time, at) => (time + (most[at] ?? time)) / 2);
}

/** Everything, if it is not much; otherwise the surroundings of the break. */
function viewOf(
  { order, unplaced }: Pick<Part<unknown, unknown, unknown>, "order" | "unplaced">,
  points: readonly number[],
  start: number,
  span: number,
): { from: number; to: number } {
  const first = order.length - CONTEXT;
  const [culprit] = unplaced;
  if (culprit === undefined || first <= CONTEXT) return { from: start, to: start + span };
  const from = Math.min(culprit.call, points[first] ?? start);
  const to = Math.max(culprit.return, points.at(-1) ?? start);
  const margin = Math.max(1, (to - from) / 10);
  return { from: Math.max(start, from - margin), to: Math.min(start + span, to + margin) };
}

function byClient<I, O>(operations: readonly Operation<I, O>[]): Map<number | string, Operation<I, O>[]> {
  const clients = new Map<number | string, Operation<I, O>[]>();
  for (const operation of operations.toSorted((a, b) => a.call - b.call)) {
    const known = clients.get(operation.client);
    if (known === undefined) clients.set(operation.client, [operation]);
    else known.push(operation);
  }
  return new Map(Array.from(clients).sort(([a], [b]) => compare(a, b)));
}

function compare(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
