import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { listFiles } from "../list-files.js";
import { checkFile } from "./check-file.js";
import { rooms } from "./rooms.js";

const root = resolve(fileURLToPath(import.meta.url), "../../../..");

function productionFiles(folder: string): string[] {
  return listFiles(folder)
    .filter((file) => /\.[cm]?[jt]sx?$/.test(file) && !/\.test(-helper)?\.ts$/.test(file))
    .map((file) => relative(root, file).split(sep).join("/"));
}

for (const name of readdirSync(join(root, "packages"))) {
  test(`packages/${name} keeps to its arrows`, () => {
    const files = productionFiles(join(root, "packages", name));
    assert.notEqual(files.length, 0, `packages/${name} has no source file`);
    const violations = files.flatMap((file) => checkFile(file, readFileSync(join(root, file), "utf8")));
    assert.equal(violations.join("\n"), "", `packages/${name} leaves its room`);
  });
}

test("every file that may use bitwise operators exists", () => {
  for (const room of rooms) {
    for (const file of Object.keys(room.bitwiseOnlyIn ?? {})) {
      assert.ok(existsSync(join(root, room.folder, file)), `tools/arrows/rooms.ts lists ${file} of ${room.name}`);
    }
  }
});

test("every arrow leads to a room", () => {
  const names = rooms.map((room) => room.name);
  for (const room of rooms) {
    for (const target of Object.keys(room.imports)) assert.ok(names.includes(target), `${room.name} → ${target}`);
  }
});
