import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { readHeader, replay } from "./testing/transcript/transcript.js";

const folder = new URL("../testdata/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".txt"));

/** With it the transcripts are written anew instead of compared: `npm run transcripts`. */
const isRewriting = process.env["REWRITE"] === "1";

const CONTEXT_LINES = 3;

/** The lines between the first and the last difference, and a few around them. */
function difference(expected: readonly string[], actual: readonly string[]): string {
  const shorter = Math.min(expected.length, actual.length);
  let start = 0;
  while (start < shorter && expected[start] === actual[start]) start++;
  let end = 0;
  while (end < shorter - start && expected.at(-1 - end) === actual.at(-1 - end)) end++;
  const marked = (lines: readonly string[], mark: string): string[] => lines.map((line) => `${mark} ${line}`);
  return [
    ...marked(expected.slice(Math.max(0, start - CONTEXT_LINES), start), " "),
    ...marked(expected.slice(start, expected.length - end), "-"),
    ...marked(actual.slice(start, actual.length - end), "+"),
    ...marked(expected.slice(expected.length - end).slice(0, CONTEXT_LINES), " "),
  ].join("\n");
}

describe("transcripts", () => {
  it("are at least fifty, each named area-scenario.txt, each with a title of its own", () => {
    assert.ok(files.length >= 50, `there are only ${files.length}`);
    for (const name of files) assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)+\.txt$/);
    const titles = files.map((name) => readHeader(readFileSync(new URL(name, folder), "utf8")).title);
    assert.equal(new Set(titles).size, titles.length);
  });

  for (const name of files) {
    it(name, () => {
      const file = new URL(name, folder);
      const expected = readFileSync(file, "utf8");
      const actual = replay(expected);
      if (isRewriting) writeFileSync(file, actual);
      else if (actual !== expected) {
        assert.fail(`${fileURLToPath(file)}:\n${difference(expected.split("\n"), actual.split("\n"))}`);
      }
    });
  }
});
