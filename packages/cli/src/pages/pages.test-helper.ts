import { readdirSync } from "node:fs";

/** Pages for people who use the system: every command and program in them is run, or says why it is not. */
const OTHERS: ReadonlySet<string> = new Set(["ARCHITECTURE.md", "DECISIONS.md"]);

export const pages: readonly string[] = [
  "README.md",
  ...readdirSync("docs")
    .filter((name) => name.endsWith(".md") && !OTHERS.has(name))
    .map((name) => `docs/${name}`),
];
