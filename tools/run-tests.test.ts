import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const runTests = fileURLToPath(new URL("run-tests.js", import.meta.url));
const preface = `import { describe, test } from "node:test";\n`;
const green = `${preface}test("is green", () => {});\n`;

interface Run {
  readonly status: number | null;
  readonly output: string;
  /** What the reports say: "outcome name: error" per line, file by file. */
  readonly reported: Readonly<Record<string, readonly string[]>>;
}

/** Runs the runner in a repository of its own; files are named as in `dist` and stand for source and output at once. */
function run(files: Readonly<Record<string, string>>, ...args: string[]): Run {
  const root = mkdtempSync(join(tmpdir(), "run-tests-"));
  try {
    for (const [name, text] of Object.entries({ "package.json": `{"type":"module"}`, ...files })) {
      write(join(root, name), text);
      if (name.includes("/dist/")) write(join(root, name.replace("/dist/", "/src/").replace(/\.js$/, ".ts")), "");
    }
    mkdirSync(join(root, "tools"), { recursive: true });
    // The runner under test must not take part in the run that tests it.
    const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(process.execPath, [runTests, ...args], {
      cwd: root,
      env: { ...env, NODE_V8_COVERAGE: join(root, "coverage") },
      encoding: "utf8",
    });
    return { status, output: stdout + stderr, reported: readReports(join(root, "reports")) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function readReports(folder: string): Record<string, string[]> {
  const readOne = (file: string) => {
    const lines = readFileSync(join(folder, file), "utf8").split("\n").slice(0, -1);
    return lines.map((line) => {
      const { outcome, name, why = "" } = JSON.parse(line) as { outcome: string; name: string; why?: string };
      return `${outcome} ${name}${/^Error: .*$/mu.exec(why)?.[0].replace(/^Error/u, "") ?? ""}`;
    });
  };
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readOne(file)]));
}

const toolsTests = { "tools/tools.test.ts": "", "tools/dist/tools.test.js": green };

test("leaf tests are counted, with what failed outside of them", () => {
  const story = `${preface}
    describe("suite", () => {
      test("passes", () => {});
      test("fails", () => { throw new Error("no"); });
      test.skip("is skipped", () => {});
    });
    test("parent", async (t) => { await t.test("child", () => {}); });
    test("failing parent", async (t) => { await t.test("good child", () => {}); throw new Error("no"); });
    test.todo("is still to be done");
  `;
  const { status, reported } = run({ "packages/a/dist/a.test.js": story }, "test", "a");
  assert.equal(status, 1);
  assert.deepEqual(reported, {
    "test-a.jsonl": [
      "passed passes",
      "failed fails: no",
      "skipped is skipped",
      "passed child",
      "passed good child",
      "failed failing parent: no",
      "skipped is still to be done",
    ],
  });
});

test("every room is run, and the label names the reports", () => {
  const files = { "packages/a/dist/deep/a.test.js": green, "packages/b/dist/b.test.js": green, ...toolsTests };
  const { status, reported, output } = run(files, "test", "--label", "other", "--node", process.execPath);
  assert.equal(status, 0, output);
  assert.deepEqual(Object.keys(reported), ["other-a.jsonl", "other-b.jsonl", "other-tools.jsonl"]);
});

test("slow tests are run by verify alone", () => {
  const files = { "packages/a/dist/a.test.js": green, "packages/a/dist/a.verify.test.js": green, ...toolsTests };
  assert.deepEqual(Object.keys(run(files, "test").reported), ["test-a.jsonl", "test-tools.jsonl"]);
  assert.deepEqual(run(files, "verify").reported, { "verify-a.jsonl": ["passed is green"] });
});

test("coverage is counted in the rooms that are named, or in all of them", () => {
  const told = `${preface}test(process.env.NODE_V8_COVERAGE === undefined ? "not told" : "told", () => {});`;
  const files = { "packages/a/dist/a.test.js": told, "packages/b/dist/b.test.js": told, ...toolsTests };
  const rooms = (...args: string[]) => run(files, "test", "a", "b", ...args).reported;
  assert.deepEqual(rooms("--covered", "b"), { "test-a.jsonl": ["passed not told"], "test-b.jsonl": ["passed told"] });
  assert.deepEqual(rooms(), { "test-a.jsonl": ["passed told"], "test-b.jsonl": ["passed told"] });
});

const failures: readonly [story: string, files: Readonly<Record<string, string>>, args: string[], says: RegExp][] = [
  ["a room without tests", { "packages/a/dist/a.js": "" }, ["test", "a"], /a: there is no \*\.test\.ts/],
  ["a file without tests", { "packages/a/dist/a.test.js": "" }, ["test", "a"], /a: no test ran/],
  ["a file that does not load", { "packages/a/dist/a.test.js": "throw 1;" }, ["test", "a"], /ended with status 1/],
  [
    "a file that ends itself",
    { "packages/a/dist/a.test.js": "process.exit(3);" },
    ["test", "a"],
    /ended with status 1/,
  ],
  ["an unknown room", { "packages/a/dist/a.test.js": green }, ["test", "b"], /b: there is no such room/],
  ["a suite without files", { "packages/a/dist/a.test.js": green }, ["verify"], /No room has a file/],
  ["an unknown suite", { "packages/a/dist/a.test.js": green }, ["tset"], /Say which suite to run/],
];

for (const [story, files, args, says] of failures) {
  test(`${story} is a failure`, () => {
    // A runner that refuses its arguments leaves no folder behind.
    const { status, output } = run({ "reports/.keep": "", ...files }, ...args);
    assert.notEqual(status, 0);
    assert.match(output, says);
  });
}

test("a file that goes on for ever is ended, and fails", () => {
  const endless = `${green}setInterval(() => {}, 1000);\n`;
  const { status, reported } = run(
    { ...toolsTests, "packages/a/dist/a.test.js": endless },
    "--minutes",
    "0.05",
    "test",
  );
  assert.equal(status, 1);
  assert.ok(reported["test-a.jsonl"]?.some((line) => line.startsWith("failed ")));
});
