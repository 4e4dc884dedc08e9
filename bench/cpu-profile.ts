import { readFileSync } from "node:fs";

/** What is used of the profiles that V8 writes. */
interface Profile {
  /** In microseconds of the system's monotonic clock. */
  readonly startTime: number;
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  /** Which node was seen, and how long after the one before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export const PARTS = ["gRPC and services", "consensus, log, peers", "state machine", "Node and the system"] as const;

export type Part = (typeof PARTS)[number];

/** Folders of packages, the longer ones first. */
const PLACES: readonly (readonly [folder: string, part: Part])[] = [
  ["server/dist/node", "consensus, log, peers"],
  ["server/dist/peers", "consensus, log, peers"],
  ["server/", "gRPC and services"],
  ["grpc/", "gRPC and services"],
  ["api/", "gRPC and services"],
  ["raft/", "consensus, log, peers"],
  ["storage/", "consensus, log, peers"],
  ["statemachine/", "state machine"],
];

/** The part of each in a thread's work between two times of `process.hrtime`, in microseconds; what is idle is no work. */
export function sharesOf(file: string, from: number, to: number): ReadonlyMap<Part, number> {
  const { startTime, nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const parts = new Map(nodes.map(({ id, callFrame }) => [id, partOf(callFrame)]));
  const times = new Map<Part, number>(PARTS.map((part) => [part, 0]));
  let [now, total] = [startTime, 0];
  for (const [i, node] of samples.entries()) {
    const delta = timeDeltas[i] ?? 0;
    now += delta;
    const part = parts.get(node);
    if (part === undefined || now < from || now > to) continue;
    times.set(part, (times.get(part) ?? 0) + delta);
    total += delta;
  }
  return new Map([...times].map(([part, time]) => [part, time / total]));
}

function partOf({ functionName, url }: Profile["nodes"][number]["callFrame"]): Part | undefined {
  if (functionName === "(idle)") return undefined;
  const [, inside = ""] = url.split("/packages/");
  return PLACES.find(([folder]) => inside.startsWith(folder))?.[1] ?? "Node and the system";
}
