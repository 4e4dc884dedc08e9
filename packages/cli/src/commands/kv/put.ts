import type { PutRequest } from "@keyval/api";
import { bytesOf, leaseArgument } from "../../arguments.js";
import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { type FlagValues, text, toggle } from "../../frame/flag.js";
import type { Terminal } from "../../frame/terminal.js";
import { show } from "../../output/answer.js";
import { putAnswer } from "../../output/answers/kv.js";
import { readInput } from "../../read-input.js";

const NEEDS = "put command needs 1 argument and input from stdin or 2 arguments";

const NO_VALUE = `Give the value behind the key, or on standard input. One that is empty is written "".`;

export const putFlags = {
  lease: text("0", "lease ID (in hexadecimal) to attach to the key"),
  "prev-kv": toggle("return the previous key-value pair before modification"),
  "ignore-value": toggle("updates the key using its current value"),
  "ignore-lease": toggle("updates the key using its current lease"),
};

export const put = command({
  usage: "[options] <key> <value> (<value> can also be given from stdin)",
  description:
    "A value that begins with a hyphen would be a flag: write it behind '--', as in 'kvctl put key -- -1'.\n" +
    "Without a value, and without --ignore-value, the value is read from standard input.",
  examples: [
    { what: "Store a value", line: "put greeting hello" },
    { what: "Store the content of a file", line: "put config < config.json" },
    { what: "Store a value until a lease expires", line: "put presence here --lease=326963a02758b527" },
  ],
  flags: putFlags,
  run: async (call) => {
    const request = await putRequest(call.args, call.flags, () => readValue(call.terminal));
    await withClient(call, async (client) => show(putAnswer(await client.rpc.kv.put(request)), call));
  },
});

/** All of standard input; whoever sits at it would wait for an answer, and be waited for. */
async function readValue(terminal: Terminal): Promise<Uint8Array> {
  if (terminal.isInteractive) terminal.error("Type the value, and end it with Ctrl-D at the beginning of a line.\n");
  return await readInput(terminal);
}

export async function putRequest(
  args: readonly string[],
  flags: FlagValues<typeof putFlags>,
  readValue: () => Promise<Uint8Array>,
): Promise<Partial<PutRequest>> {
  const [key, given] = args;
  if (key === undefined) throw badArguments(NEEDS);
  const ignoreValue = flags["ignore-value"];
  if (ignoreValue && given !== undefined) {
    throw badArguments("put command needs only 1 argument when 'ignore-value' is set");
  }
  const value = ignoreValue ? new Uint8Array() : given === undefined ? await readValue() : bytesOf(given);
  if (!ignoreValue && given === undefined && value.length === 0) throw badArguments(NEEDS, NO_VALUE);
  return {
    key: bytesOf(key),
    value,
    lease: leaseArgument(flags.lease, "lease ID"),
    prevKv: flags["prev-kv"],
    ignoreValue,
    ignoreLease: flags["ignore-lease"],
  };
}
