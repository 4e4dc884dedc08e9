import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import ts from "typescript";

const PAGE = "docs/etcd-outside.md";

/** A line of the page. */
interface Row {
  readonly what: string;
  /** A file of tests below `packages`, or "missing". */
  readonly place: string;
  /** A test in it, or the beginning of a row of what is missing. */
  readonly name: string;
}

/** The cells of all tables of a page but for their heads. */
function cellsOf(markdown: string): string[][] {
  const rows = markdown.split("\n").filter((line) => line.startsWith("|"));
  const isRule = (row: string | undefined): boolean => row?.startsWith("| ---") ?? false;
  return rows
    .filter((row, i) => !isRule(row) && !isRule(rows[i + 1]))
    .map((row) =>
      row
        .slice(1, row.lastIndexOf("|"))
        .split("|")
        .map((cell) => cell.trim()),
    );
}

const rows = cellsOf(readFileSync(PAGE, "utf8")).map(([what = "", place = "", name = ""]): Row => ({
  what,
  place,
  name,
}));

/** The titles of all tests in a file, as they stand in its source. */
function titlesIn(file: string): Set<string> {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2023, true);
  const titles = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const [title] = node.arguments;
      if (title !== undefined && (ts.isStringLiteralLike(title) || ts.isTemplateExpression(title)))
        titles.add(title.getText().slice(1, -1));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return titles;
}

/** `it`, `test`, and `test` of a test's context. */
function isTest(called: ts.Expression): boolean {
  const name = ts.isPropertyAccessExpression(called) ? called.name : called;
  return ts.isIdentifier(name) && ["it", "test"].includes(name.text);
}

void describe("the page about what etcd's clients see", () => {
  it("names tests that there are", () => {
    const known = new Map<string, Set<string>>();
    const lost = rows.filter(({ place, name }) => {
      if (place === "missing") return false;
      const titles = known.get(place) ?? titlesIn(`packages/${place}`);
      known.set(place, titles);
      return !titles.has(name);
    });
    const said = lost.map(({ place, name }) => `${place}: ${name}`);
    assert.deepEqual(
      said,
      [],
      `put the new titles of these tests into ${PAGE}, or tests that say as much in their place`,
    );
  });

  it("calls missing what the page about differences calls so", () => {
    const [, missing = ""] = /^## Missing\n(.*?)^## /msu.exec(readFileSync("docs/compatibility.md", "utf8")) ?? [];
    const known = cellsOf(missing).map(([what = ""]) => what);
    const wrong = rows.filter(({ place, name }) => place === "missing" && !known.some((what) => what.startsWith(name)));
    assert.deepEqual(wrong, [], `it is not missing any more: name its tests in ${PAGE}`);
  });

  it("begins each group of lines with what they are about, and says nothing twice", () => {
    assert.ok(rows.length > 100, `${rows.length}`);
    const whats = rows.map(({ what }) => what).filter((what) => what !== "");
    assert.equal(new Set(whats).size, whats.length);
    assert.notEqual(rows[0]?.what, "");
  });
});
