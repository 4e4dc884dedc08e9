import { type VerifiedBackup, verifyBackup } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { expect } from "../../../arguments.js";
import { command } from "../../../frame/command.js";
import { show } from "../../../output/answer.js";
import { snapshotStatusAnswer } from "../../../output/answers/snapshot.js";
import { storageTools } from "../../../storage-tools.js";
import { untilInterrupted } from "../../../until-interrupted.js";
import { withBackup } from "./with-backup.js";

export const snapshotStatus = command({
  usage: "<filename>",
  description:
    "Reads all of the file, and says what it holds: hash, revision, keys, size, and who wrote it; of an increment also from which\n" +
    "revision on it has the changes, and the SHA-256 of the snapshot that it goes on from, which the JSON of that one has.",
  examples: [
    { what: "See that a snapshot is whole, and how far it goes", line: "snapshot status backup.db" },
    { what: "The same as a table", line: "snapshot status backup.db -w table" },
  ],
  flags: {},
  run: async (call) => {
    const [path = ""] = expect(call.args, 1, "snapshot status requires exactly one argument");
    const { terminal } = call;
    return await untilInterrupted(terminal, async () => {
      const backup = await withBackup(path, { terminal, what: "checking" }, (file) =>
        completed<VerifiedBackup>((done) => {
          verifyBackup(file, storageTools, done);
        }),
      );
      show(snapshotStatusAnswer(backup), call);
    });
  },
});
