import { expect } from "../../../arguments.js";
import { type Call, command } from "../../../frame/command.js";
import { type Answer, show } from "../../../output/answer.js";
import type { GoObject } from "../../../output/go-json.js";
import { goQuote } from "../../../output/go-quote.js";
import { untilInterrupted } from "../../../until-interrupted.js";
import { compareKeys, type Difference, type LiveKey } from "./compare-keys.js";
import { withBackup } from "./with-backup.js";
import { type Content, withKeysOf } from "./with-keys-of.js";

type Kind = "added" | "removed" | "changed";

const SIGNS: Readonly<Record<Kind, string>> = { added: "+", removed: "-", changed: "~" };

export const snapshotDiff = command({
  usage: "<older filename> <newer filename>",
  description:
    "Lists the keys that were added (+), removed (-) and changed (~) between two snapshots. Both are unpacked into the directory\n" +
    "for temporary files (TMPDIR) for as long as it takes. As JSON, each key is a line, and the last line counts them.",
  examples: [
    { what: "See what a day has brought", line: "snapshot diff monday.db tuesday.db" },
    { what: "The same for a program", line: "snapshot diff monday.db tuesday.db -o json" },
  ],
  flags: {},
  run: async (call) => {
    const [older = "", newer = ""] = expect(call.args, 2, "snapshot diff requires exactly two arguments");
    return await untilInterrupted(call.terminal, () =>
      withContent(older, call, (before) => withContent(newer, call, (after) => showDifferences(before, after, call))),
    );
  },
});

function withContent<T>(path: string, { terminal }: Call, work: (content: Content) => Promise<T>): Promise<T> {
  return withBackup(path, { terminal, what: `reading ${path}` }, (file) => withKeysOf(file, work));
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
