import { resolve } from "node:path";
import { type Backup, restoreBackup } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { restoredState } from "@keyval/statemachine";
import { type Call, command } from "../../../frame/command.js";
import { badArguments } from "../../../frame/failure.js";
import { type FlagValues, natural, text, toggle } from "../../../frame/flag.js";
import { show } from "../../../output/answer.js";
import { storageTools } from "../../../storage-tools.js";
import { untilInterrupted } from "../../../until-interrupted.js";
import { type FirstMember, firstMemberOf } from "./first-member.js";
import { inNewDirectory } from "./new-directory.js";
import { withBackups } from "./with-backup.js";
import { withMachine } from "./with-machine.js";

/** More than a cluster does between a backup and its end. */
const BUMP = 1_000_000_000;

const flags = {
  "data-dir": text("", "The data directory to make, which must not exist (default: <name>.keyval)"),
  name: text("default", "The member's name"),
  "initial-cluster": text("", "All members of the new cluster: name=peer-url, separated by commas (default: this one)"),
  "initial-cluster-token": text("etcd-cluster", "Tells clusters with equal members apart"),
  "initial-advertise-peer-urls": text("http://localhost:2380", "Where other members will reach this one"),
  "bump-revision": natural(BUMP, "By how much the revision rises, so that no client has seen a later one"),
  "mark-compacted": toggle("Mark all earlier revisions as compacted, so that watches and caches begin anew", {
    fallback: true,
  }),
};

type RestoreCall = Call<typeof flags>;

export const snapshotRestore = command({
  usage: "<filename> [<filename>...] [options]",
  description:
    "Makes the data directory of a member of a new cluster, which starts from it with the same --name and --initial-* flags. To\n" +
    "restore several members, restore each from the same file, with the same flags but for its own name, directory and URLs.\n" +
    "What was saved --since another snapshot goes behind that one: first a whole one, then the increments in their order.",
  examples: [
    { what: "Begin a cluster of one member with what a snapshot holds", line: "snapshot restore backup.db" },
    { what: "With what was saved since", line: "snapshot restore sunday.db monday.db tuesday.db" },
    {
      what: "The first of two members",
      line: "snapshot restore backup.db --name=a --initial-cluster=a=http://10.0.0.1:2380,b=http://10.0.0.2:2380 --initial-advertise-peer-urls=http://10.0.0.1:2380",
    },
    {
      what: "Keep the numbers as they were, where no client of the old cluster is left",
      line: "snapshot restore backup.db --bump-revision=0 --mark-compacted=false",
    },
  ],
  flags,
  run: async (call) => {
    if (call.args.length === 0) throw badArguments("snapshot restore requires at least one argument");
    const member = firstMemberOf(call.flags);
    return await untilInterrupted(call.terminal, async () => {
      const directory = resolve(call.flags["data-dir"] || `${call.flags.name}.keyval`);
      const backup = await restore(directory, member, call);
      showRestored(backup, directory, member, call);
    });
  },
});

function restore(
  directory: string,
  { identity, replica, configuration }: FirstMember,
  { args, terminal, flags: { "bump-revision": bump, "mark-compacted": marksCompacted } }: RestoreCall,
): Promise<Backup> {
  const state = (saved: Uint8Array): Uint8Array => restoredState(saved, { bump, marksCompacted });
  return withBackups(args, { terminal, what: "restoring" }, (backups) =>
    inNewDirectory(directory, async (disk) => {
      const restored = await completed<Backup>((done) => {
        restoreBackup({ ...storageTools, backups, disk, identity, replica, configuration, state }, done);
      });
      // Of a whole one nothing can be missing that its checksums do not show.
      return restored.since === undefined ? restored : await withMachine(disk, restored, () => restored);
    }),
  );
}

function showRestored(
  { manifest, keys }: Backup,
  directory: string,
  { identity: { cluster, member } }: FirstMember,
  call: RestoreCall,
): void {
  const revision = manifest.revision + call.flags["bump-revision"];
  show(
    {
      simple: () => [
        `Restored ${keys} keys at revision ${revision} for member ${member} of the new cluster ${cluster}.\n`,
        `Start it with: keyval --data-dir=${directory}${startFlags(call)}\n`,
      ],
      json: () => ({ dataDir: directory, clusterID: cluster, memberID: member, revision, totalKey: keys }),
    },
    call,
  );
}

/** What a server needs to be told again. */
function startFlags({
  flags: values,
  given,
}: { readonly flags: FlagValues<typeof flags> } & Pick<Call, "given">): string {
  const told = ["name", "initial-cluster", "initial-cluster-token", "initial-advertise-peer-urls"] as const;
  return told
    .filter((name) => given.has(name))
    .map((name) => ` --${name}=${values[name]}`)
    .join("");
}
