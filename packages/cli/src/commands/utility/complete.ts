import { bashLine } from "../../frame/bash-line.js";
import { command } from "../../frame/command.js";
import { candidates } from "../../frame/candidates.js";
import { globalFlags } from "../../frame/global-flags.js";
import { bytesOf } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { Failure } from "../../frame/failure.js";
import { text } from "../../frame/flag.js";
import { prefixEnd, FIRST_KEY } from "../../ranges.js";
import { groups } from "../groups.js";

/** More would not fit on a screen, and nobody waits longer for a suggestion. */
const KEYS_MAX = 50;
const PATIENCE_MS = 1_000;

/** Nobody writes that in a shell: control characters, and what is no text. */
const UNWRITABLE = /[\p{Cc}\ufffd]/u;

/** What shells call: the words so far, the last one being written. */
export const complete = command({
  usage: "-- [words]",
  examples: [
    { what: "What could follow?", line: "__complete -- lease gr" },
    { what: "The same for bash", line: '__complete --bash "kvctl lease gr"' },
  ],
  flags: { bash: text("", "The line up to the cursor, as bash has it, instead of words") },
  run: async (call) => {
    const line = bashLine(call.flags.bash);
    const isBash = call.given.has("bash");
    const before = isBash ? line.words.slice(1) : call.args;
    const { words, wantsKeys, values } = await candidates(groups, globalFlags, before);
    const written = before.at(-1) ?? "";
    const globals = { ...call.globals, "command-timeout": PATIENCE_MS, ...values };
    const keys = wantsKeys ? await keysBelow(written, { ...call, globals }) : [];
    const found = [...words, ...keys];
    call.terminal.out(...(isBash ? found.map(line.inPlaceOfLast) : found).map((word) => `${word}\n`));
  },
});

/** A cluster that does not answer has no keys to suggest. */
async function keysBelow(prefix: string, call: Parameters<typeof withClient>[0]): Promise<string[]> {
  const key = prefix === "" ? FIRST_KEY : bytesOf(prefix);
  const range = { key, rangeEnd: prefixEnd(bytesOf(prefix)), limit: KEYS_MAX, keysOnly: true, serializable: true };
  try {
    const { kvs } = await withClient(call, (client) => client.rpc.kv.range(range));
    return kvs.map((pair) => Buffer.from(pair.key).toString()).filter((word) => !UNWRITABLE.test(word));
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
}
