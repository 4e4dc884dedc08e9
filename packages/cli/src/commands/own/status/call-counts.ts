/** How long calls took, as a histogram of Prometheus tells it. */
export interface Times {
  readonly count: number;
  readonly seconds: number;
  /** How many took at most so many seconds, by that bound; the last bound is infinite. */
  readonly buckets: ReadonlyMap<number, number>;
}

/** What a member counts of one kind of call, since it was started. */
export interface CallCounts {
  /** Calls that have ended, or what was sent to the clients of a stream. */
  readonly answers: number;
  /** Undefined where they are not measured, and of streams, which last as long as their clients want. */
  readonly times: Times | undefined;
}

/** By service and method, as in `KV/Put`. */
export type CallsByName = ReadonlyMap<string, CallCounts>;

/** Commands that etcd times by names of their own, always and more finely than calls. */
const COMMANDS: Readonly<Record<string, string>> = {
  Put: "KV/Put",
  DeleteRange: "KV/DeleteRange",
  Txn: "KV/Txn",
  Compaction: "KV/Compact",
  LeaseGrant: "Lease/LeaseGrant",
  LeaseRevoke: "Lease/LeaseRevoke",
};

const SAMPLE = /^(\w+)\{(.*)\} (\S+)$/u;
const LABEL = /(\w+)="([^"]*)"/gu;
const OF_HISTOGRAM = /^(.*)_(bucket|sum|count)$/u;

interface GrowingTimes extends Times {
  count: number;
  seconds: number;
  readonly buckets: Map<number, number>;
}

/** Reads what a member counts of its calls from the text of its metrics. */
export function callCountsIn(text: string): CallsByName {
  const answers = new Map<string, number>();
  const calls = new Map<string, GrowingTimes>();
  const commands = new Map<string, GrowingTimes>();
  for (const line of text.split("\n")) {
    const [, name = "", labelled = "", number = ""] = SAMPLE.exec(line) ?? [];
    const value = Number(number);
    const label = (wanted: string): string => {
      for (const [, key, content = ""] of labelled.matchAll(LABEL)) if (key === wanted) return content;
      return "";
    };
    const [, histogram = name, part = ""] = OF_HISTOGRAM.exec(name) ?? [];
    const call = `${label("grpc_service").split(".").at(-1) ?? ""}/${label("grpc_method")}`;
    const isUnary = label("grpc_type") === "unary";
    switch (histogram) {
      case "grpc_server_handled_total":
        if (isUnary) answers.set(call, (answers.get(call) ?? 0) + value);
        break;
      case "grpc_server_msg_sent_total":
        if (!isUnary) answers.set(call, value);
        break;
      case "grpc_server_handling_seconds":
        if (isUnary) add(calls, call, part, label("le"), value);
        break;
      case "etcd_server_request_duration_seconds": {
        const command = COMMANDS[label("type")];
        if (command !== undefined) add(commands, command, part, label("le"), value);
      }
    }
  }
  return new Map(
    [...answers].map(([name, count]) => [name, { answers: count, times: commands.get(name) ?? calls.get(name) }]),
  );
}

/** Series of one call, by success and such, are one. */
function add(all: Map<string, GrowingTimes>, name: string, part: string, bound: string, value: number): void {
  const times = all.get(name) ?? { count: 0, seconds: 0, buckets: new Map<number, number>() };
  all.set(name, times);
  if (part === "count") times.count += value;
  else if (part === "sum") times.seconds += value;
  else {
    const upTo = bound === "+Inf" ? Infinity : Number(bound);
    times.buckets.set(upTo, (times.buckets.get(upTo) ?? 0) + value);
  }
}
