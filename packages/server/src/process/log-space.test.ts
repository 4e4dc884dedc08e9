import assert from "node:assert/strict";
import { test } from "node:test";
import type { Group } from "../node/index.js";
import { LogSpace } from "./log-space.js";

test("a leader without space asks again and again that another one leads, once something has waited for a while", () => {
  const timer: { run?: () => void } = {};
  const member: { asked: number; group?: Group } = { asked: 0 };
  const status = { role: "leader", persisted: 5, lastIndex: 5, progress: [2, 3].map((id) => ({ id, match: 9 })) };
  const group = { status, configuration: { voters: [1, 2, 3] }, transfer: () => void (member.asked += 1) };
  const said: string[] = [];
  const space = new LogSpace({
    clock: {
      after: (_, run) => {
        timer.run = run;
        return { cancel: () => delete timer.run };
      },
    },
    log: { info: (message) => said.push(message), error: (message) => said.push(message) },
    group: () => member.group,
  });
  space.changed(false);
  timer.run?.();
  member.group = group as unknown as Group;
  assert.equal(member.asked, 0, "it takes part in nothing yet");
  timer.run?.();
  timer.run?.();
  status.lastIndex = 9;
  timer.run?.();
  assert.equal(member.asked, 0, "its disk may take that yet");
  timer.run?.();
  timer.run?.();
  assert.equal(member.asked, 2);
  space.changed(true);
  assert.equal(timer.run, undefined);
  assert.deepEqual(said, [
    "the disk has no space for the log: writes wait until there is some, or another member leads",
    "the disk has space again",
  ]);
  space.changed(false);
  space.close();
  assert.equal(timer.run, undefined);
});
