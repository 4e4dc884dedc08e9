import { type RangeRequest, RangeResponse, SortOrder, SortTarget } from "@keyval/api";
import type { Client } from "@keyval/client";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { badArguments, Failure } from "../../frame/failure.js";
import { type FlagValues, integer, text, toggle } from "../../frame/flag.js";
import { keyRange } from "../../key-range.js";
import { show } from "../../output/answer.js";
import { rangeAnswer } from "../../output/answers/kv.js";
import { isSerializable } from "../consistency.js";

export const getFlags = {
  consistency: text("l", "Linearizable(l) or Serializable(s)", { choices: ["l", "s"] }),
  order: text("", "Order of results; ASCEND or DESCEND (ASCEND by default)", { choices: ["ASCEND", "DESCEND"] }),
  "sort-by": text("", "Sort target; CREATE, KEY, MODIFY, VALUE, or VERSION", {
    choices: ["CREATE", "KEY", "MODIFY", "VALUE", "VERSION"],
  }),
  limit: integer(0, "Maximum number of results"),
  prefix: toggle("Get keys with matching prefix"),
  "from-key": toggle("Get keys that are greater than or equal to the given key using byte compare"),
  rev: integer(0, "Specify the kv revision"),
  "keys-only": toggle("Get only the keys"),
  "count-only": toggle("Get only the count"),
  "print-value-only": toggle('Only write values when using the "simple" output format'),
  "min-create-rev": integer(0, "Minimum create revision"),
  "max-create-rev": integer(0, "Maximum create revision"),
  "min-mod-rev": integer(0, "Minimum modification revision"),
  "max-mod-rev": integer(0, "Maximum modification revision"),
  stream: toggle("Use the RangeStream RPC"),
};

type GetFlags = FlagValues<typeof getFlags>;

const ORDERS: Readonly<Record<string, RangeRequest["sortOrder"]>> = {
  "": SortOrder.NONE,
  ASCEND: SortOrder.ASCEND,
  DESCEND: SortOrder.DESCEND,
};

const TARGETS: Readonly<Record<string, RangeRequest["sortTarget"]>> = {
  "": SortTarget.KEY,
  CREATE: SortTarget.CREATE,
  KEY: SortTarget.KEY,
  MODIFY: SortTarget.MOD,
  VALUE: SortTarget.VALUE,
  VERSION: SortTarget.VERSION,
};

export const get = command({
  usage: "[options] <key> [range_end]",
  examples: [
    { what: "Read a key", line: "get greeting" },
    { what: "Read all keys that begin with /config/", line: "get --prefix /config/" },
    { what: "Read a key as it was at revision 42, for a program", line: "get greeting --rev=42 -o json" },
  ],
  flags: getFlags,
  run: (call) => {
    const { args, flags, globals } = call;
    const request = rangeRequest(args, flags);
    return withClient(call, async (client) => {
      const response = flags.stream ? await streamed(client, request) : await client.rpc.kv.range(request);
      const format = globals["write-out"];
      if (flags["count-only"] && format !== "fields") {
        throw badArguments("--count-only is only for `--write-out=fields`");
      }
      if (flags["print-value-only"] && format !== "simple") {
        throw badArguments("print-value-only is only for `--write-out=simple`");
      }
      show(rangeAnswer(response), call, { valueOnly: flags["print-value-only"] });
    });
  },
});

export function rangeRequest(args: readonly string[], flags: GetFlags): Partial<RangeRequest> {
  if (args.length === 0) {
    throw badArguments("get command needs one argument as key and an optional argument as range_end");
  }
  if (flags["keys-only"] && flags["count-only"]) {
    throw badArguments("`--keys-only` and `--count-only` cannot be set at the same time, choose one");
  }
  const sortTarget = chosen(TARGETS, flags["sort-by"], "bad sort target");
  const sortOrder = chosen(ORDERS, flags.order, "bad sort order");
  const minCreateRevision = atLeastZero(flags["min-create-rev"]);
  const minModRevision = atLeastZero(flags["min-mod-rev"]);
  return {
    serializable: isSerializable(flags.consistency),
    ...keyRange(args, flags),
    limit: flags.limit,
    revision: atLeastZero(flags.rev),
    sortTarget,
    // Keys come in this order anyway.
    sortOrder: sortTarget === SortTarget.KEY && sortOrder === SortOrder.ASCEND ? SortOrder.NONE : sortOrder,
    keysOnly: flags["keys-only"],
    countOnly: flags["count-only"],
    minCreateRevision,
    maxCreateRevision: upTo(flags["max-create-rev"], minCreateRevision, "CreateRev"),
    minModRevision,
    maxModRevision: upTo(flags["max-mod-rev"], minModRevision, "ModRev"),
  };
}

async function streamed(client: Client, request: Partial<RangeRequest>): Promise<RangeResponse> {
  let whole = RangeResponse.create();
  for await (const { rangeResponse: part } of client.rpc.kv.rangeStream(request)) {
    if (part !== undefined) whole = { ...part, kvs: [...whole.kvs, ...part.kvs], header: part.header ?? whole.header };
  }
  return whole;
}

function chosen<T>(choices: Readonly<Record<string, T>>, written: string, otherwise: string): T {
  const name = written.toUpperCase();
  const choice = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (choice === undefined) throw new Failure(`${otherwise} ${written}`, ExitCode.badFeature);
  return choice;
}

function upTo(max: number, min: number, name: string): number {
  if (max > 0 && min > max) throw new Failure(`getMin${name}(=${min}) > getMax${name}(=${max})`, ExitCode.badFeature);
  return atLeastZero(max);
}

function atLeastZero(number: number): number {
  return Math.max(0, number);
}
