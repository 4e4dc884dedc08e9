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
  const etcdctls = environmentKeys(environment, "ETCDCTL");
  const written = args.slice(0, dashAt);
  const program = dashAt === undefined ? [] : args.slice(dashAt);
  if (dashAt !== undefined && program.length === 0) {
    throw badArguments("bad number of arguments (found separator --, but no commands)");
  }
  if (written.length > 0 && etcdctls.length > 0) {
    throw badArguments("bad number of arguments (found conflicting environment key)");
  }
  const own = environmentKeys(environment, "KVCTL");
  const keys = [written, own, etcdctls].find((each) => each.length > 0) ?? [];
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

/** As with flags, what the command line says wins over KVCTL_, and that over ETCDCTL_, beside which the line says nothing. */
function environmentKeys(environment: Environment, owner: "KVCTL" | "ETCDCTL"): string[] {
  const { [`${owner}_WATCH_KEY`]: key = "", [`${owner}_WATCH_RANGE_END`]: end = "" } = environment;
  if (key === "" && end !== "") {
    throw badArguments(`${owner}_WATCH_KEY is empty but got ${owner}_WATCH_RANGE_END=${JSON.stringify(end)}`);
  }
  return [key, end].filter((each) => each !== "");
}
