import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { editedSource, filesOf, transpiled } from "./copied-tree.test-helper.js";
import { zoo } from "./zoo.js";

describe("the bugs of the zoo", () => {
  test("have names of their own", () => {
    assert.equal(new Set(zoo.map(({ name }) => name)).size, zoo.length);
    assert.ok(zoo.length >= 20);
  });

  for (const { name, edits } of zoo) {
    test(`can still be made: ${name}`, () => {
      for (const file of filesOf(edits)) {
        const ofFile = edits.filter((edit) => edit.file === file);
        assert.notEqual(transpiled(file, editedSource(file, ofFile)), transpiled(file, editedSource(file, [])));
      }
    });
  }
});
