import { stat } from "node:fs/promises";
import { type Client, ConnectionLost } from "@keyval/client";
import { expect } from "../../../arguments.js";
import { isUnimplemented } from "../../../connection/is-unimplemented.js";
import { withClient } from "../../../connection/with-client.js";
import { type Call, command } from "../../../frame/command.js";
import { ExitCode } from "../../../frame/exit-code.js";
import { Failure } from "../../../frame/failure.js";
import { text } from "../../../frame/flag.js";
import { say } from "../../../output/say.js";
import { untilInterrupted } from "../../../until-interrupted.js";
import { earlierSnapshot } from "./earlier-snapshot.js";
import { PartialFile } from "./partial-file.js";
import { receiveSnapshot } from "./receive-snapshot.js";

const flags = {
  since: text("", "Save only what has changed since the snapshot in this file, behind which it is restored"),
};

type SaveCall = Call<typeof flags>;

export const snapshotSave = command({
  usage: "<filename> [options]",
  description:
    "With --since, the file has only what has changed since an earlier snapshot, whole or such an increment itself, and is of use\n" +
    "together with that: 'kvctl snapshot restore' takes a whole one and all increments after it. Any member of the cluster can be\n" +
    "asked, as long as it has not compacted what came after the earlier one; then a whole one is due.",
  examples: [
    { what: "Save what a member holds into a file", line: "snapshot save backup.db" },
    { what: "Save it from a certain member", line: "snapshot save --endpoints=10.0.0.1:2379 backup.db" },
    { what: "Save what a day has changed", line: "snapshot save monday.db --since sunday.db" },
  ],
  flags,
  run: async (call) => {
    const [path = ""] = expect(call.args, 1, "snapshot save expects one argument <filename>");
    const { terminal } = call;
    return await withClient(
      call,
      (client) => {
        if (client.endpoints.length !== 1) {
          const named = `[${client.endpoints.join(" ")}]`;
          throw new Failure(
            `snapshot must be requested to one selected node, not multiple ${named}`,
            ExitCode.interrupted,
            "Give the one that is to be asked with --endpoints.",
          );
        }
        return untilInterrupted(terminal, async (signal) => {
          const version = await save(client, path, call, signal);
          const words = `Snapshot saved at ${path}\n${version === "" ? "" : `Server version ${version}\n`}`;
          say(words, { file: path, version }, call);
        });
      },
      { exitCode: ExitCode.interrupted },
    );
  },
});

/** Resolves with the server's version. */
async function save(client: Client, path: string, call: SaveCall, signal: AbortSignal): Promise<string> {
  const { since } = call.flags;
  if (since !== "" && (await isSameFile(path, since))) {
    const advice = "Name another one to write: what goes on from a snapshot is of no use without it.";
    throw new Failure(`${path} is the snapshot that is to be gone on from`, ExitCode.badArguments, advice);
  }
  const earlier = since === "" ? undefined : await earlierSnapshot(since, call.terminal);
  await using file = await PartialFile.open(path);
  const timeoutMs = call.given.has("command-timeout") ? call.globals["command-timeout"] : Infinity;
  const options = { timeoutMs, signal };
  const { maintenance, snapshot } = client.rpc;
  const parts = earlier === undefined ? maintenance.snapshot({}, options) : snapshot.since(earlier, options);
  const version = await receiveSnapshot(parts, file, call.terminal).catch(explain);
  await file.finish();
  return version;
}

async function isSameFile(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([path, other].map((name) => stat(name).catch(() => undefined)));
  return one !== undefined && one.dev === two?.dev && one.ino === two.ino;
}

function explain(error: unknown): never {
  if (error instanceof ConnectionLost) {
    const advice = "Nothing was saved: try again, or ask another member.";
    throw new Failure("the connection was lost before all of the snapshot had come", ExitCode.interrupted, advice);
  }
  // Every server can give all that it has.
  if (!isUnimplemented(error)) throw error;
  throw new Failure(
    "this server does not tell what has changed since a snapshot: only KeyVal does",
    ExitCode.interrupted,
    "Save all of it, without --since.",
  );
}
