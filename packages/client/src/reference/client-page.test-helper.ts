import { code, MADE, table } from "../../../server/dist/reference/held-page.test-helper.js";
import type { Declared, DeclaredMember } from "./declared.test-helper.js";

const EXAMPLE = /^```ts\n.*?^```\n?/gmsu;

/** All that the package has for programs, as its comments tell it. */
export function clientPage(exported: readonly Declared[]): string {
  const fromHere = exported.filter(isErrorOf("client-errors.d.ts"));
  const fromServers = exported.filter(isErrorOf("server-errors.d.ts"));
  const others = exported.filter((one) => !fromHere.includes(one) && !fromServers.includes(one));
  const byName = (a: Declared, b: Declared): number => (a.name < b.name ? -1 : 1);
  const values = others.filter(({ isValue }) => isValue).sort(byName);
  const types = others.filter(({ isValue }) => !isValue).sort(byName);
  return `# The client for TypeScript

${MADE} Every example is run by a test; \`client\` and \`kv\` are those of

\`using client = new Client({ endpoints }); const { kv } = client;\`

What all of it is for stands in the [README](../../packages/client/README.md).

${values.map(section).join("\n")}
# Errors
Each is a \`KeyValError\`. \`outcome\` says what the call has changed: \`notApplied\` for nothing, \`unknown\` where nobody can say; where the table has
both, it depends on how far the call came.

${table(["class", "`code`", "`outcome`", "what happened"], fromHere.sort(byName).map(errorRow))}
What a server says is a \`ServerError\`, with a class for each row of [errors](errors.md):
${namesOf(fromServers)}.

# Types
${types.map(section).join("\n")}`;
}

function isErrorOf(file: string): (declared: Declared) => boolean {
  return (declared) => declared.file === file && declared.head.startsWith("class");
}

function errorRow({ name, literalOf, doc }: Declared): string[] {
  return [code(name), code(literalOf("code") ?? ""), literalOf("outcome") ?? "notApplied, unknown", proseOf(doc)];
}

function namesOf(errors: readonly Declared[]): string {
  return errors
    .map(({ name }) => code(name))
    .sort()
    .join(", ");
}

function section({ name, head, doc, members }: Declared): string {
  const examples = [...examplesOf(doc), ...members.flatMap(memberExamples)];
  const parts = [`## ${name}`, code(head), proseOf(doc), memberTable(members), ...examples];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function memberTable(members: readonly DeclaredMember[]): string {
  if (members.length === 0) return "";
  return table(
    ["member", "what"],
    members.map(({ signature, doc }) => [code(signature), proseOf(doc)]),
  ).trimEnd();
}

function memberExamples({ name, doc }: DeclaredMember): string[] {
  return examplesOf(doc).map((example) => `${code(name)}:\n\n${example}`);
}

/** In one line, as a cell of a table needs it. */
function proseOf(doc: string): string {
  return doc.replace(EXAMPLE, "").replace(/\s+/gu, " ").trim();
}

function examplesOf(doc: string): string[] {
  return [...`${doc}\n`.matchAll(EXAMPLE)].map(([example]) => example.trimEnd());
}
