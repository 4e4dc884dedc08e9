import assert from "node:assert/strict";
import { test } from "node:test";
import { tellOfSpace } from "./tell-of-space.js";

test("a disk without space for the log is an error that is told, and so is it when it has some again", () => {
  const said: string[] = [];
  const log = {
    info: (message: string) => said.push(`info: ${message}`),
    error: (message: string) => said.push(`error: ${message}`),
  };
  for (const hasSpace of [false, true]) tellOfSpace(log, hasSpace);
  assert.deepEqual(said, [
    "error: the disk has no space for the log: writes wait until there is some, or another member leads",
    "info: the disk has space again",
  ]);
});
