import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../frame/failure.js";
import { parseFlags } from "../../frame/parse-flags.js";
import { withFallbacks } from "../../frame/with-fallbacks.js";
import { watchFlags, watchTarget } from "./watch-target.js";

type Environment = Readonly<Record<string, string>>;

function targetOf(line: string, environment: Environment = {}): string {
  const { args, dashAt, values } = parseFlags(watchFlags, line === "" ? [] : line.split(" "));
  const { request, program } = watchTarget({ args, dashAt, flags: withFallbacks(watchFlags, values) }, environment);
  const [key, end] = [request.key, request.rangeEnd].map((bytes) => Buffer.from(bytes ?? "").toString());
  return `${key ?? ""}..${end ?? ""} from ${request.startRevision ?? 0}: ${program.join(" ")}`;
}

const good: readonly [line: string, target: string, environment?: Environment][] = [
  ["a", "a.. from 0: "],
  ["a c --rev 5", "a..c from 5: "],
  ["--prefix a", "a..b from 0: "],
  ["a -- echo --rev 7", "a.. from 0: echo --rev 7"],
  ["", "k.. from 0: ", { ETCDCTL_WATCH_KEY: "k" }],
  ["", "k..m from 0: ", { KVCTL_WATCH_KEY: "k", KVCTL_WATCH_RANGE_END: "m", ETCDCTL_WATCH_KEY: "other" }],
  ["a", "a.. from 0: ", { KVCTL_WATCH_KEY: "k" }],
  ["-- echo", "k..m from 0: echo", { ETCDCTL_WATCH_KEY: "k", ETCDCTL_WATCH_RANGE_END: "m" }],
];

const bad: readonly [line: string, environment?: Environment][] = [
  [""],
  ["a b --prefix"],
  ["a --"],
  ["a", { ETCDCTL_WATCH_KEY: "k" }],
  ["a", { ETCDCTL_WATCH_RANGE_END: "m" }],
];

void describe("what to watch", () => {
  for (const [line, target, environment] of good) {
    void it(`is told by "${line}"`, () => assert.equal(targetOf(line, environment), target));
  }

  for (const [line, environment] of bad) {
    void it(`is not told by "${line}" ${JSON.stringify(environment ?? {})}`, () => {
      assert.throws(
        () => targetOf(line, environment),
        (error) => error instanceof Failure && error.exitCode === 128,
      );
    });
  }
});
