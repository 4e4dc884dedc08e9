import { command } from "../../frame/command.js";
import { candidates } from "../../frame/candidates.js";
import { globalFlags } from "../../frame/global-flags.js";
import { bytesOf } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { Failure } from "../../frame/failure.js";
import { prefixEnd, FIRST_KEY } from "../../ranges.js";
import { groups } from "../groups.js";

/** More would not fit on a screen, and nobody waits longer for a suggestion. */
const KEYS_MAX = 50;
const PATIENCE_MS = 1_000;

/** What shells call: the words so far, the last one being written. */
export const complete = command({
  usage: "-- [words]",
  examples: [{ what: "What could follow?", line: "__complete -- lease gr" }],
  flags: {},
  run: async (call) => {
    const { words, wantsKeys, values } = await candidates(groups, globalFlags, call.args);
    const written = call.args.at(-1) ?? "";
    const globals = { ...call.globals, ...values, "command-timeout": PATIENCE_MS };
    const keys = wantsKeys ? await keysBelow(written, { ...call, globals }) : [];
    call.terminal.out(...[...words, ...keys].map((word) => `${word}\n`));
  },
});

/** A cluster that does not answer has no keys to suggest. */
async function keysBelow(prefix: string, call: Parameters<typeof withClient>[0]): Promise<string[]> {
  const key = prefix === "" ? FIRST_KEY : bytesOf(prefix);
  const range = { key, rangeEnd: prefixEnd(bytesOf(prefix)), limit: KEYS_MAX, keysOnly: true, serializable: true };
  try {
    const { kvs } = await withClient(call, (client) => client.rpc.kv.range(range));
    return kvs.map((pair) => Buffer.from(pair.key).toString());
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
