import { type Backup, readBackup } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import { type Call, command } from "../../../frame/command.js";
import { badArguments } from "../../../frame/failure.js";
import { type Answer, show } from "../../../output/answer.js";
import type { GoObject } from "../../../output/go-json.js";
import { goQuote } from "../../../output/go-quote.js";
import { untilInterrupted } from "../../../until-interrupted.js";
import { compareKeys, type Difference, type LiveKey } from "./compare-keys.js";
import { storageTools } from "../../../storage-tools.js";
import { withBackup, withBackups } from "./with-backup.js";
import { type Content, withKeysOf } from "./with-keys-of.js";

type Kind = "added" | "removed" | "changed";

const SIGNS: Readonly<Record<Kind, string>> = { added: "+", removed: "-", changed: "~" };

export const snapshotDiff = command({
  usage: "<older filename> <newer filename>...",
  description:
    "Lists the keys that were added (+), removed (-) and changed (~) between two snapshots. The newer one may be followed by what\n" +
    "was saved --since it; if it is itself what was saved since the older one, that is what it has brought. Both are unpacked into\n" +
    "the directory for temporary files (TMPDIR) for as long as it takes. As JSON, each key is a line, and the last line counts them.",
  examples: [
    { what: "See what a day has brought", line: "snapshot diff monday.db tuesday.db" },
    { what: "The same where two increments brought it", line: "snapshot diff monday.db tuesday-noon.db tuesday.db" },
    { what: "The same for a program", line: "snapshot diff monday.db tuesday.db -o json" },
  ],
  flags: {},
  run: async (call) => {
    const [older, ...others] = call.args;
    if (older === undefined || others.length === 0) throw badArguments("snapshot diff requires at least two arguments");
    return await untilInterrupted(call.terminal, async () => {
      const newer = (await isIncrement(others[0] ?? "", call)) ? call.args : others;
      await withContent([older], call, (before) =>
        withContent(newer, call, (after) => showDifferences(before, after, call)),
      );
    });
  },
});

async function isIncrement(path: string, { terminal }: Call): Promise<boolean> {
  const backup = await withBackup(path, { terminal, what: `reading ${path}` }, (file) =>
    completed<Backup>((done) => {
      readBackup(file, storageTools.crc32, done);
    }),
  );
  return backup.since !== undefined;
}

function withContent<T>(
  paths: readonly string[],
  { terminal }: Call,
  work: (content: Content) => Promise<T>,
): Promise<T> {
  const what = `reading ${paths.join(", ")}`;
  return withBackups(paths, { terminal, what }, (files) => withKeysOf(files, work));
}

function showDifferences(before: Content, after: Content, call: Call): Promise<void> {
  const counts: Record<Kind, number> = { added: 0, removed: 0, changed: 0 };
  for (const difference of compareKeys(before.keys, after.keys)) {
    const kind = kindOf(difference);
    counts[kind]++;
    show(differenceAnswer(kind, difference), call);
  }
  const [from, to] = [before.backup.manifest.revision, after.backup.manifest.revision];
  show(
    {
      simple: () => [
        `${counts.added} added, ${counts.removed} removed, ${counts.changed} changed from revision ${from} to ${to}\n`,
      ],
      json: () => ({ fromRevision: from, toRevision: to, ...counts }),
    },
    call,
  );
  return Promise.resolve();
}

function kindOf({ before, after }: Difference): Kind {
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}

function differenceAnswer(kind: Kind, { key, before, after }: Difference): Answer {
  const revisions = [before, after].flatMap((version) => (version === undefined ? [] : [version.modRevision]));
  const text = goQuote(key);
  return {
    simple: () => [`${SIGNS[kind]} ${text} (revision ${revisions.join(" to ")})\n`],
    json: () => ({ change: kind, key, before: versionOf(before), after: versionOf(after) }),
  };
}

function versionOf(key: LiveKey | undefined): GoObject | undefined {
  return key === undefined ? undefined : { mod_revision: key.modRevision };
}
