import { type Client, ClientClosed } from "@keyval/client";
import { argify } from "../../argify.js";
import { failureOf } from "../../connection/describe-error.js";
import { watchResponses } from "../../connection/watch-responses.js";
import { withClient } from "../../connection/with-client.js";
import { type Call, command } from "../../frame/command.js";
import { ExitCode } from "../../frame/exit-code.js";
import { badArguments, Failure } from "../../frame/failure.js";
import { toggle } from "../../frame/flag.js";
import { parseFlags } from "../../frame/parse-flags.js";
import { withFallbacks } from "../../frame/with-fallbacks.js";
import { InputLines } from "../../read-input.js";
import { untilInterrupted } from "../../until-interrupted.js";
import { printWatch } from "./watch-printer.js";
import { watchFlags, type WatchTarget, watchTarget } from "./watch-target.js";

type Place = Pick<Call, "terminal" | "globals">;

export const watch = command({
  usage: "[options] [key or prefix] [range_end] [--] [exec-command arg1 arg2 ...]",
  description:
    "The program behind '--' is run for each event, with ETCD_WATCH_KEY, ETCD_WATCH_VALUE, ETCD_WATCH_EVENT_TYPE and\n" +
    "ETCD_WATCH_REVISION in its environment. The key may come from KVCTL_WATCH_KEY and KVCTL_WATCH_RANGE_END.\n" +
    "With -i, lines like 'watch [options] <key>' and 'progress' are read from standard input.",
  examples: [
    { what: "See what happens to a key", line: "watch greeting" },
    {
      what: "See all that happened below a prefix since revision 100, and go on",
      line: "watch --prefix /config/ --rev=100",
    },
    { what: "Run a program for each change", line: "watch greeting -- ./reload.sh" },
  ],
  flags: { interactive: toggle("Interactive mode", { short: "i" }), ...watchFlags },
  run: async (call) => {
    const { terminal, flags } = call;
    if (flags.interactive) return withClient(call, (client) => watchInteractively(client, call));
    const target = watchTarget(call, terminal.environment);
    const status = await withClient(call, (client) =>
      untilInterrupted(terminal, (signal) =>
        printWatch(watchResponses(client, target.request, { signal }), target.program, call),
      ),
    );
    if (status !== undefined) return status;
    throw new Failure("watch is canceled by the server", ExitCode.interrupted);
  },
});

/** Watches are begun by lines, and go on side by side until the input ends. */
async function watchInteractively(client: Client, call: Place): Promise<never> {
  const askProgress = new Map<WatchTarget, () => Promise<unknown>>();
  using lines = new InputLines(call.terminal);
  for (let line = await lines.next(); line !== undefined; line = await lines.next()) {
    const [verb, ...words] = argify(line);
    if (verb === "watch" && words.length > 0) {
      const target = targetOf(words, call);
      // The next line is read when the server has been asked for the watch: it may be about its progress.
      await new Promise<void>((begun) => {
        const opened = (ask: () => Promise<unknown>): void => {
          askProgress.set(target, ask);
          begun();
        };
        void watchInBackground(client, target, call, opened).then(() => {
          askProgress.delete(target);
          begun();
        });
      });
    } else if (verb === "progress") {
      for (const ask of askProgress.values()) await ask();
    } else {
      call.terminal.error(`Invalid command: ${line} (watch and progress supported)\n`);
    }
  }
  throw new Failure("error reading watch request line: EOF", ExitCode.invalidInput);
}

/** A watch that fails is told where it fails; the others go on. */
async function watchInBackground(
  client: Client,
  { request, program }: WatchTarget,
  call: Place,
  opened: (askProgress: () => Promise<unknown>) => void,
): Promise<void> {
  try {
    await printWatch(watchResponses(client, request, { opened }), program, call);
  } catch (error) {
    // The input has ended, and the client is closed with it.
    if (!(error instanceof ClientClosed)) call.terminal.error(`watch failed: ${failureOf(error).message}\n`);
  }
}

function targetOf(words: readonly string[], { terminal }: Place): WatchTarget {
  try {
    const { args, dashAt, values } = parseFlags(watchFlags, words);
    return watchTarget({ args, dashAt, flags: withFallbacks(watchFlags, values) }, terminal.environment);
  } catch (error) {
    throw error instanceof Failure ? badArguments(error.message) : error;
  }
}
