import { withClient } from "../../connection/with-client.js";
import { command } from "../../frame/command.js";
import { badArguments } from "../../frame/failure.js";
import { toggle } from "../../frame/flag.js";
import { show } from "../../output/answer.js";
import { txnAnswer } from "../../output/answers/txn.js";
import { InputLines } from "../../read-input.js";
import { readCompares, readOperations } from "./txn-request.js";

/** For whoever sits there and sees nothing. */
const HINT =
  "Type conditions, requests for when all of them are true, and requests for when not, with an empty line behind each of\n" +
  "the three. 'kvctl txn -i' asks for them one by one.\n";

export const txn = command({
  usage: "[options]",
  description:
    "Reads a transaction from standard input: conditions, requests for when all of them are true, and requests for when\n" +
    "one is not. Each part ends with an empty line.\n\n" +
    '  mod("key1") > "0"\n\n  put key1 "overwrote-key1"\n\n  put key1 "created-key1"\n  put key2 "some extra key"\n',
  examples: [
    { what: "Write a transaction line by line", line: "txn -i" },
    { what: "Run a transaction that a file holds", line: "txn < transaction.txt" },
  ],
  flags: { interactive: toggle("Input transaction in interactive mode", { short: "i" }) },
  run: async (call) => {
    const { args, flags, terminal } = call;
    if (args.length > 0) throw badArguments("txn command does not accept argument");
    const prompt = (what: string): void => {
      if (flags.interactive) terminal.out(`${what}\n`);
    };
    if (terminal.isInteractive && !flags.interactive) terminal.error(HINT);
    using lines = new InputLines(terminal);
    prompt("compares:");
    const compare = await readCompares(lines);
    prompt("success requests (get, put, del):");
    const success = await readOperations(lines, terminal);
    prompt("failure requests (get, put, del):");
    const failure = await readOperations(lines, terminal);
    await withClient(call, async (client) => {
      show(txnAnswer(await client.rpc.kv.txn({ compare, success, failure })), call);
    });
  },
});
