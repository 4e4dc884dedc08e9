import type { WatchCreateRequest } from "@keyval/api";
import { keyRange } from "../../key-range.js";
import { badArguments } from "../../frame/failure.js";
import { type FlagValues, integer, toggle } from "../../frame/flag.js";

export const watchFlags = {
  prefix: toggle("Watch on a prefix if prefix is set"),
  rev: integer(0, "Revision to start watching"),
  "prev-kv": toggle("get the previous key-value pair before the event happens"),
  "progress-notify": toggle("get periodic watch progress notification from server"),
};

export type WatchFlags = FlagValues<typeof watchFlags>;

export interface WatchTarget {
  readonly request: Partial<WatchCreateRequest>;
  /** The program to run for each event, with its arguments. */
  readonly program: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What to watch: the arguments before `--` or, without any, what the environment says; and what to run, behind it. */
export function watchTarget(
  { args, dashAt, flags }: { args: readonly string[]; dashAt: number | undefined; flags: WatchFlags },
  environment: Environment,
): WatchTarget {
  const inherited = environmentKeys(environment);
  const written = args.slice(0, dashAt);
  const program = dashAt === undefined ? [] : args.slice(dashAt);
  if (dashAt !== undefined && program.length === 0) {
    throw badArguments("bad number of arguments (found separator --, but no commands)");
  }
  if (written.length > 0 && inherited.length > 0) {
    throw badArguments("bad number of arguments (found conflicting environment key)");
  }
  const keys = written.length > 0 ? written : inherited;
  if (keys.length === 0) throw badArguments("bad number of arguments");
  if (keys.length === 2 && flags.prefix) throw badArguments("`range_end` and `--prefix` are mutually exclusive");
  return { request: createRequest(keys, flags), program };
}

function createRequest(keys: readonly string[], flags: WatchFlags): Partial<WatchCreateRequest> {
  return {
    ...keyRange(keys.length === 2 ? keys : keys.slice(0, 1), { prefix: flags.prefix, "from-key": false }),
    startRevision: flags.rev,
    prevKv: flags["prev-kv"],
    progressNotify: flags["progress-notify"],
  };
}

function environmentKeys({ ETCDCTL_WATCH_KEY: key = "", ETCDCTL_WATCH_RANGE_END: end = "" }: Environment): string[] {
  if (key === "" && end !== "") {
    throw badArguments(`ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END=${JSON.stringify(end)}`);
  }
  return [key, end].filter((each) => each !== "");
}
