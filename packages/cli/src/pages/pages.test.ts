import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { blocksOf, exchangesOf } from "./page-blocks.test-helper.js";
import { pages } from "./pages.test-helper.js";
import { isShown } from "./shown-output.test-helper.js";

const RUN = new Set(["console", "sh", "ts", "text"]);

void describe("the pages for users", () => {
  it("have no block that is neither run nor says why it is not", () => {
    for (const page of pages) {
      for (const { line, language, notRun } of blocksOf(readFileSync(page, "utf8"))) {
        assert.ok(RUN.has(language) || notRun !== undefined, `${page}:${line}`);
      }
    }
  });

  it("link to files that are there", () => {
    for (const page of pages) {
      for (const [, target = ""] of readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/gu)) {
        assert.ok(existsSync(join(dirname(page), target)), `${page}: ${target}`);
      }
    }
  });
});

void describe("a transcript", () => {
  it("is taken apart into commands and what is shown below them", () => {
    assert.deepEqual(exchangesOf("$ one << END\n> word\n> END\nshown\n\nbelow\n$ two"), [
      { command: "one << END\nword\nEND", output: "shown\n\nbelow" },
      { command: "two", output: "" },
    ]);
  });

  it("is what was written, but for what differs from run to run", () => {
    assert.ok(isShown("lease 3069980fcbe2d83c\ntook 2.5 ms\n", "lease 0123456789abcdef\ntook 12s"));
    assert.ok(isShown("a\nb\nc\n", "a\n…\nc"));
    assert.ok(isShown('{"x":1,"y":2}', '{…,"y":2}'));
    assert.ok(isShown("anything\n", "…"));
    assert.ok(isShown("", ""));
  });

  it("is not what was written, if a line is another, missing or too many", () => {
    assert.ok(!isShown("a\nb\n", "a\nc"));
    assert.ok(!isShown("a\n", "a\nb"));
    assert.ok(!isShown("a\nb\n", "a"));
    assert.ok(!isShown("anything", ""));
  });
});
