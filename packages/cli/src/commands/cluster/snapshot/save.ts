import { open, rename, rm, stat } from "node:fs/promises";
import type { Client } from "@keyval/client";
import { expect } from "../../../arguments.js";
import { isUnimplemented } from "../../../connection/is-unimplemented.js";
import { withClient } from "../../../connection/with-client.js";
import { type Call, command } from "../../../frame/command.js";
import { ExitCode } from "../../../frame/exit-code.js";
import { Failure } from "../../../frame/failure.js";
import { text } from "../../../frame/flag.js";
import { earlierSnapshot } from "./earlier-snapshot.js";
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
    await withClient(
      call,
      async (client) => {
        if (client.endpoints.length !== 1) {
          const named = `[${client.endpoints.join(" ")}]`;
          throw new Failure(
            `snapshot must be requested to one selected node, not multiple ${named}`,
            ExitCode.interrupted,
            "Give the one that is to be asked with --endpoints.",
          );
        }
        const version = await save(client, path, call);
        terminal.out(`Snapshot saved at ${path}\n${version === "" ? "" : `Server version ${version}\n`}`);
      },
      { exitCode: ExitCode.interrupted },
    );
  },
});

/** Writes beside the file and moves what is whole into its place; resolves with the server's version. */
async function save(client: Client, path: string, call: SaveCall): Promise<string> {
  const { since } = call.flags;
  if (since !== "" && (await isSameFile(path, since))) {
    const advice = "Name another one to write: what goes on from a snapshot is of no use without it.";
    throw new Failure(`${path} is the snapshot that is to be gone on from`, ExitCode.badArguments, advice);
  }
  const earlier = since === "" ? undefined : await earlierSnapshot(since, call.terminal);
  const partial = `${path}.part`;
  const file = await open(partial, "w", 0o600).catch((error: unknown) => {
    throw new Failure(`could not open ${partial} (${(error as Error).message})`, ExitCode.interrupted);
  });
  try {
    const options = { timeoutMs: call.given.has("command-timeout") ? call.globals["command-timeout"] : Infinity };
    const { maintenance, snapshot } = client.rpc;
    const parts = earlier === undefined ? maintenance.snapshot({}, options) : snapshot.since(earlier, options);
    const version = await receiveSnapshot(parts, file, call.terminal).catch(explain);
    await file.sync();
    await file.close();
    await rename(partial, path);
    return version;
  } finally {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
  }
}

async function isSameFile(path: string, other: string): Promise<boolean> {
  const [one, two] = await Promise.all([path, other].map((name) => stat(name).catch(() => undefined)));
  return one !== undefined && one.dev === two?.dev && one.ino === two.ino;
}

/** Every server can give all that it has. */
function explain(error: unknown): never {
  if (!isUnimplemented(error)) throw error;
  throw new Failure(
    "this server does not tell what has changed since a snapshot: only KeyVal does",
    ExitCode.interrupted,
    "Save all of it, without --since.",
  );
}
