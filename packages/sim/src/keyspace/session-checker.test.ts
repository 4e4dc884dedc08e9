import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CommandId } from "@keyval/api";
import { revisionReplay } from "./revision-replay.js";
import { RunBuilder } from "./run-builder.test-helper.js";
import { sessionChecker } from "./session-checker.js";

const command = (number: number, acknowledged = 1): CommandId => ({ session: 1, number, acknowledged });

function judged(write: (run: RunBuilder) => void): string {
  const run = new RunBuilder();
  run.register(1);
  write(run);
  const replay = run.replay();
  return sessionChecker(replay) ?? revisionReplay(replay) ?? "nothing is wrong";
}

void describe("a command of a session", () => {
  it("is done once, and what it was told the first time is told again", () => {
    const sentence = judged((run) => {
      run.put("a", "1", 2, { command: command(1) });
      run.put("b", "1", 3, { client: 2 });
      run.put("a", "1", 2, { command: command(1) });
      run.put("a", "2", 4, { command: command(2) });
    });
    assert.equal(sentence, "nothing is wrong");
  });

  it("that is told something else when it is sent again is seen", () => {
    const sentence = judged((run) => {
      run.put("a", "1", 2, { command: command(1) });
      run.put("a", "1", 3, { command: command(1) });
    });
    assert.match(sentence, /^c1\/2 .* was told \{"revision":3\}, and c1\/1 .*, the same command, \{"revision":2\}/);
  });

  it("that is told the second time's revision is seen, if nobody heard of the first", () => {
    const sentence = judged((run) => {
      run.put("a", "1", 0, { command: command(1), instead: undefined });
      run.put("b", "1", 3, { client: 2 });
      run.put("a", "1", 4, { command: command(1) });
    });
    assert.match(sentence, /^c1\/3 .* was told revision 4, and command 4 has to be told 2/);
  });

  it("is refused once its answer was acknowledged, or under another user", () => {
    const sentence = judged((run) => {
      run.put("a", "1", 2, { command: command(1) });
      run.put("a", "2", 3, { command: command(2, 2) });
      run.put("a", "1", 0, { command: command(1), instead: "answeredBefore" });
      run.put("a", "3", 0, { client: 2, command: command(3), instead: "sessionNotFound" });
    });
    assert.equal(sentence, "nothing is wrong");
  });
});
