import type { Flag, FlagSupport } from "../config/flag.js";
import { code, MADE, table } from "./held-page.test-helper.js";

/** Every flag of the server, by what giving it does. */
export function flagsPage(flags: readonly Flag[]): string {
  const rowsOf = (support: FlagSupport): string[][] =>
    flags
      .filter((flag) => flag.support === support)
      .map(({ name, kind, fallback, help }) => [code(`--${name}`), kind, fallback && code(fallback), help]);
  const heads = ["flag", "kind", "default", "what"];
  return `# Flags of the server

${MADE}

A flag is written \`--name=value\`, \`--name value\` or with one dash. Each is an environment variable, too: \`--data-dir\` is
\`KEYVAL_DATA_DIR\`, or \`ETCD_DATA_DIR\` as etcd has it. A flag wins over a variable, and \`KEYVAL_\` over \`ETCD_\`. With
\`--config-file\` a YAML file says everything, by the same names, and all else is ignored with a warning.

| kind | is written |
| --- | --- |
| text | as it is |
| switch | \`true\` or \`false\`; the flag alone is \`true\` |
| whole | a whole number |
| duration | as Go does: \`300ms\`, \`10m\`, \`1h30m\` |
| urls, list | separated by commas |

A mistake ends the start with exit code 2 and a sentence; a failure later ends the process with exit code 1.

## What they do
${table(heads, rowsOf("stands"))}
## Accepted without effect
These tune what does not exist here. They are taken, so that the command line of an etcd goes on working.

${table(["flag", "kind", "default", "why"], rowsOf("harmless"))}
## Refused
What these ask for does not exist yet. The start ends, unless the value is the default: nobody is to believe in a protection that is
not there.

${table(heads, rowsOf("later"))}`;
}
