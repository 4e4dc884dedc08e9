import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = new URL("../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

function codeBlock(language: string): string {
  const match = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "ms").exec(readme);
  assert.ok(match?.[1] !== undefined, `the README has a block of ${language}`);
  return match[1];
}

test("the README's example does what the README says", () => {
  const printed = execFileSync(process.execPath, ["--input-type=module"], {
    cwd: fileURLToPath(root),
    input: codeBlock("js"),
    encoding: "utf8",
  });
  assert.equal(printed, codeBlock("text"));
});

/** Everything declared at the top of a file, and the members of its classes as `Class.member`. */
function declaredNames(file: string): Set<string> {
  const path = new URL(`src/${file}`, root);
  const source = ts.createSourceFile(file, readFileSync(path, "utf8"), ts.ScriptTarget.ES2023);
  const names = new Set<string>();
  for (const statement of source.statements) {
    if (
      ts.isFunctionDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isClassDeclaration(statement)
    ) {
      const owner = statement.name?.text ?? "";
      names.add(owner);
      if (!ts.isClassDeclaration(statement)) continue;
      for (const { name } of statement.members) {
        if (name !== undefined && ts.isIdentifier(name)) names.add(`${owner}.${name.text}`);
      }
    }
  }
  return names;
}

interface Row {
  readonly sentence: string;
  readonly files: readonly string[];
  readonly functions: readonly string[];
}

/** The rows of all tables that lead from a sentence to files and functions. */
function rows(): Row[] {
  const found: Row[] = [];
  for (const line of readme.split("\n")) {
    const [, sentence, fileCell, functionCell, end] = line.split("|").map((cell) => cell.trim());
    if (end !== "" || sentence === undefined || fileCell === undefined || functionCell === undefined) continue;
    const files = [...fileCell.matchAll(/\[`([^`]+)`\]\(src\/([^)]+)\)/g)].map((match) => match[2] ?? "");
    const functions = [...functionCell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    if (files.length > 0) found.push({ sentence, files, functions });
  }
  return found;
}

describe("the README's way from the paper to the code", () => {
  for (const { sentence, files, functions } of rows()) {
    test(sentence, () => {
      assert.ok(functions.length > 0, "the row names functions");
      const names = new Map(files.map((file) => [file, declaredNames(file)]));
      for (const name of functions) {
        const isThere = [...names.values()].some((declared) => declared.has(name));
        assert.ok(isThere, `${name} is in none of ${files.join(", ")}: name it as it is called now, in its file`);
      }
      for (const [file, declared] of names) {
        assert.ok(
          functions.some((name) => declared.has(name)),
          `no function of ${file} is named: leave the file out`,
        );
      }
    });
  }

  test("covers the paper and the thesis", () => {
    const sentences = rows().map((row) => row.sentence);
    assert.ok(sentences.length >= 50, `${sentences.length} rows`);
    for (const start of [
      ...["AppendEntries 1", "AppendEntries 2", "AppendEntries 3", "AppendEntries 4", "AppendEntries 5"],
      ...["RequestVote 1", "RequestVote 2", "All servers", "Followers", "Candidates", "Leaders"],
      ...["§5.2", "§5.3", "§5.4.1", "§5.4.2", "§6", "§7", "Figure 13", "§8"],
      ...["§3.10", "§4.1", "§4.2.1", "§4.2.2", "§4.2.3", "§6.2", "§6.4", "§6.4.1", "§9.6", "§10.2.1"],
    ]) {
      assert.ok(
        sentences.some((sentence) => sentence.startsWith(start)),
        start,
      );
    }
  });

  test("names every function that takes in an input or a message", () => {
    const named = new Set(rows().flatMap((row) => row.functions));
    for (const file of readdirSync(new URL("src", root))) {
      if (!file.endsWith(".ts") || file.includes(".test")) continue;
      for (const name of declaredNames(file)) {
        if (!/^on[A-Z]/.test(name)) continue;
        assert.ok(named.has(name), `${name} of ${file} is in no row: say which sentence it carries out`);
      }
    }
  });
});

test("the README's links lead somewhere", () => {
  const targets = [...readme.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1] ?? "");
  assert.ok(targets.length > 0);
  for (const target of targets) assert.doesNotThrow(() => readFileSync(new URL(target, root)), target);
});
