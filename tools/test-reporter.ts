import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

/** One leaf test, or what stands for a test: a suite or file that failed although every test in it passed. */
export interface TestResult {
  readonly outcome: "passed" | "failed" | "skipped";
  readonly file: string | undefined;
  readonly name: string;
  readonly ms: number;
  /** Of a failed one: what it threw. */
  readonly why?: string;
}

/** Of an error's text; assertions may show all that they compared. */
const WHY_MAX = 3_000;

/**
 * A reporter for `node --test`: one line of JSON per leaf test. Lines are written as tests end, so that a run which
 * dies half-way has still reported its first half.
 */
export default async function* testReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  // Children are reported right before their parent, file by file: a test is a parent if the one before was deeper.
  let previousNesting = 0;
  for await (const event of events) {
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const isParent = event.data.nesting < previousNesting || event.data.details.type === "suite";
    previousNesting = event.data.nesting;
    if (!stands(event, isParent)) continue;
    const { file, name, details } = event.data;
    const outcome = outcomeOf(event);
    const result: TestResult = {
      ...{ outcome, file, name, ms: Math.round(details.duration_ms) },
      ...(event.type === "test:fail" && outcome === "failed" && { why: whyOf(event.data.details.error) }),
    };
    yield `${JSON.stringify(result)}\n`;
  }
}

type TestEnd = Extract<TestEvent, { type: "test:pass" | "test:fail" }>;

function stands(event: TestEnd, isParent: boolean): boolean {
  if (event.type === "test:fail") return !isParent || failureType(event.data.details.error) !== "subtestsFailed";
  // Node reports a file without any test as a passed test of the file's name.
  const isFile = event.data.nesting === 0 && event.data.name.endsWith(".test.js");
  return !isParent && !isFile;
}

function failureType(error: Error): unknown {
  return "failureType" in error ? error.failureType : undefined;
}

/** The runner's own error names the one that was thrown as its cause. */
function whyOf(error: Error): string {
  return inspect(error.cause ?? error).slice(0, WHY_MAX);
}

function outcomeOf(event: TestEnd): TestResult["outcome"] {
  const { skip, todo } = event.data;
  // A failing "todo" does not fail the run, so it is no failure here either.
  if ((skip !== undefined && skip !== false) || (todo !== undefined && todo !== false)) return "skipped";
  return event.type === "test:pass" ? "passed" : "failed";
}
