import { type FileHandle, open, rename, rm } from "node:fs/promises";
import type { SnapshotResponse } from "@keyval/api";
import type { Client } from "@keyval/client";
import { expect } from "../../../arguments.js";
import { withClient } from "../../../connection/with-client.js";
import { type Call, command } from "../../../frame/command.js";
import { ExitCode } from "../../../frame/exit-code.js";
import { Failure } from "../../../frame/failure.js";
import { byteSize } from "../../../output/byte-size.js";
import { Progress } from "../../../output/progress.js";

/** A snapshot ends with a SHA-256 behind whole sectors: by its length, one that was cut off is told from one that is whole. */
const SECTOR = 512;
const CHECKSUM = 32;

export const snapshotSave = command({
  usage: "<filename>",
  examples: [
    { what: "Save what a member holds into a file", line: "snapshot save backup.db" },
    { what: "Save it from a certain member", line: "snapshot save --endpoints=10.0.0.1:2379 backup.db" },
  ],
  flags: {},
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
async function save(client: Client, path: string, call: Pick<Call, "given" | "globals" | "terminal">): Promise<string> {
  const partial = `${path}.part`;
  const file = await open(partial, "w", 0o600).catch((error: unknown) => {
    throw new Failure(`could not open ${partial} (${(error as Error).message})`, ExitCode.interrupted);
  });
  try {
    const timeoutMs = call.given.has("command-timeout") ? call.globals["command-timeout"] : Infinity;
    const version = await receive(client.rpc.maintenance.snapshot({}, { timeoutMs }), file, call);
    await file.sync();
    await file.close();
    await rename(partial, path);
    return version;
  } finally {
    await file.close().catch(() => undefined);
    await rm(partial, { force: true });
  }
}

async function receive(
  parts: AsyncIterable<SnapshotResponse>,
  file: FileHandle,
  { terminal }: Pick<Call, "terminal">,
): Promise<string> {
  using progress = new Progress(terminal, "snapshot", byteSize);
  let version = "";
  let size = 0;
  for await (const part of parts) {
    await file.writeFile(part.blob);
    size += part.blob.length;
    version = part.version;
    progress.show(size, size + part.remainingBytes);
  }
  if (size % SECTOR === CHECKSUM) return version;
  throw new Failure(`sha256 checksum not found [bytes: ${size}]`, ExitCode.interrupted, "Try again: it was cut off.");
}
