import { setTimeout } from "node:timers/promises";
import type { DeleteRangeRequest } from "@keyval/api";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { type FlagValues, toggle } from "../../frame/flag.js";
import type { Terminal } from "../../frame/terminal.js";
import { keyRange } from "../../key-range.js";
import { show } from "../../output/answer.js";
import { deleteAnswer } from "../../output/answers/kv.js";
import { goQuote } from "../../output/go-quote.js";

/** How long somebody has to think again who may have meant two keys and named a range. */
const SECOND_THOUGHTS_MS = 2_000;

export const delFlags = {
  prefix: toggle("delete keys with matching prefix"),
  "prev-kv": toggle("return deleted key-value pairs"),
  "from-key": toggle("delete keys that are greater than or equal to the given key using byte compare"),
  range: toggle("delete range of keys"),
};

type DelFlags = FlagValues<typeof delFlags>;

export const del = command({
  usage: "[options] <key> [range_end]",
  examples: [
    { what: "Delete a key", line: "del greeting" },
    { what: "Delete all keys that begin with /tmp/, and show what they were", line: "del --prefix /tmp/ --prev-kv" },
    { what: "Delete all keys from a up to, not including, c", line: "del --range a c" },
  ],
  flags: delFlags,
  run: async (call) => {
    const request = deleteRequest(call.args, call.flags);
    await warnOfRange(call.args, call.flags, call.terminal);
    await withClient(call, async (client) => show(deleteAnswer(await client.rpc.kv.deleteRange(request)), call));
  },
});

export function deleteRequest(args: readonly string[], flags: DelFlags): Partial<DeleteRangeRequest> {
  if (args.length === 0 || args.length > 2) {
    throw badArguments("del command needs one argument as key and an optional argument as range_end");
  }
  return { ...keyRange(args, flags), prevKv: flags["prev-kv"] };
}

/** Waits, so that the command can be interrupted. */
export async function warnOfRange(args: readonly string[], flags: DelFlags, terminal: Terminal): Promise<void> {
  const [key = "", end] = args;
  if (end === undefined || flags.range) return;
  terminal.error(
    `Warning: Keys between ${goQuote(key)} and ${goQuote(end)} will be deleted. ` +
      "Please interrupt the command within next 2 seconds to cancel. You can provide `--range` flag to avoid the delay.\n",
  );
  await setTimeout(SECOND_THOUGHTS_MS);
}
