/**
 * Runs the compiled tests of the rooms, one `node --test` per room, from the root of the repository:
 *
 *     node tools/dist/run-tests.js test|verify [--node <binary>] [--label <name>] [--minutes <most>] [--covered <room>] [room ...]
 *
 * `test` takes every `*.test.ts` except `*.verify.test.ts`, `verify` takes only these. What ran is in
 * `reports/<label>-<room>.jsonl`, one line per test. A run without a test is a failure. With `--covered`, which may be
 * said again, c8 is told of no other rooms: what is counted runs up to half as long again.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listFiles } from "./list-files.js";

type Suite = "test" | "verify";

/** A folder whose TypeScript files in `source` are compiled to the same places in `compiled`. */
interface Room {
  readonly name: string;
  readonly source: string;
  readonly compiled: string;
}

/**
 * A test, or a file of tests, that takes so long has hung: the longest of `verify`, worlds of the whole server, takes 20 minutes.
 * The long modes last as long as they like.
 */
const MINUTES_MAX: Readonly<Record<Suite, number>> = { test: 10, verify: 60 };

const root = process.cwd();
const reports = join(root, "reports");
const reporter = fileURLToPath(new URL("test-reporter.js", import.meta.url));

function allRooms(): Room[] {
  const packages = readdirSync(join(root, "packages")).map((name) => roomAt(join(root, "packages", name)));
  return [...packages, roomAt(join(root, "tools"))];
}

function roomAt(folder: string): Room {
  const source = existsSync(join(folder, "src")) ? join(folder, "src") : folder;
  return { name: basename(folder), source, compiled: join(folder, "dist") };
}

/** Starts from the sources, because `dist` may still hold the tests of files that are gone. */
function testFiles(room: Room, suite: Suite): string[] {
  return listFiles(room.source)
    .filter((file) => file.endsWith(".test.ts") && file.endsWith(".verify.test.ts") === (suite === "verify"))
    .map((file) => join(room.compiled, relative(room.source, file).replace(/\.ts$/, ".js")));
}

interface How {
  readonly node: string;
  readonly label: string;
  readonly minutesMax: number;
  /** Undefined for all rooms. */
  readonly covered: readonly string[] | undefined;
}

/** Returns why the room's tests are not green, or undefined if they are. */
function runRoom(room: Room, files: string[], { node, label, minutesMax, covered }: How): string | undefined {
  const report = join(reports, `${label}-${room.name}.jsonl`);
  // Named, because Node hands on to its children what only is missing here.
  const env = { ...process.env, ...(covered?.includes(room.name) === false && { NODE_V8_COVERAGE: undefined }) };
  const { status, signal } = spawnSync(
    node,
    [
      "--test",
      "--enable-source-maps",
      `--test-concurrency=${availableParallelism().toString()}`,
      ...(Number.isFinite(minutesMax) ? [`--test-timeout=${(minutesMax * 60_000).toString()}`] : []),
      "--test-reporter=spec",
      "--test-reporter-destination=stdout",
      `--test-reporter=${reporter}`,
      `--test-reporter-destination=${report}`,
      ...files,
    ],
    { env, stdio: ["ignore", "inherit", "inherit"] },
  );
  if (status !== 0) return `node --test ended with ${signal ?? `status ${String(status)}`}`;
  return readFileSync(report, "utf8") === "" ? "no test ran" : undefined;
}

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      node: { type: "string", default: process.execPath },
      label: { type: "string" },
      minutes: { type: "string" },
      covered: { type: "string", multiple: true },
    },
  });
  const [suite, ...names] = positionals;
  if (suite !== "test" && suite !== "verify") {
    console.error("Say which suite to run: test or verify.");
    return 2;
  }
  const label = values.label ?? suite;
  const minutesMax = Number(values.minutes ?? (process.env["LONG"] === "1" ? Infinity : MINUTES_MAX[suite]));
  const rooms = allRooms().filter((room) => names.length === 0 || names.includes(room.name));
  const troubles = names
    .filter((name) => !rooms.some((room) => room.name === name))
    .map((name) => `${name}: there is no such room`);
  let roomsRun = 0;
  mkdirSync(reports, { recursive: true });
  for (const room of rooms) {
    const files = testFiles(room, suite);
    if (files.length === 0) {
      // A room may have no slow tests, but every room has tests.
      if (suite === "test") troubles.push(`${room.name}: there is no *.test.ts`);
      continue;
    }
    roomsRun += 1;
    console.log(`\n${label}: ${room.name}, ${files.length.toString()} files`);
    const trouble = runRoom(room, files, { node: values.node, label, minutesMax, covered: values.covered });
    if (trouble !== undefined) troubles.push(`${room.name}: ${trouble}`);
  }
  if (roomsRun === 0) troubles.push(`No room has a file for the suite "${suite}".`);
  for (const trouble of troubles) console.error(`${label}: ${trouble}`);
  return troubles.length === 0 ? 0 : 1;
}

process.exitCode = main();
