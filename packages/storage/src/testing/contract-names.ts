import type { Disk, DiskErrorCode, File } from "../disk.js";
import { checkBytes, checkEqual, checkFails } from "./check.js";
import { checkContent, checkFile, type DiskScenario, makeFile, pattern, readAt, scenario } from "./scenario.js";
import { ask, need, type Script } from "../script.js";

const EMPTY = new Uint8Array(0);

function* checkList(disk: Disk, directory: string, expected: readonly string[]): Script {
  const names = yield* need<readonly string[]>((done) => disk.list(directory, done));
  checkEqual(names, expected, `names in ${JSON.stringify(directory)}`);
}

function* makeDirectory(disk: Disk, path: string): Script {
  yield* need((done) => disk.makeDirectory(path, done));
}

const opening: readonly DiskScenario[] = [
  scenario("an empty disk has no names", function* (disk) {
    yield* checkList(disk, "", []);
  }),
  scenario("`existing` wants the file, `new` does not, `any` takes both", function* (disk) {
    checkFails(yield* ask((done) => disk.open("a", "existing", done)), "ENOENT", "open", "a");
    yield* checkList(disk, "", []);
    yield* makeFile(disk, "a", pattern(10));
    checkFails(yield* ask((done) => disk.open("a", "new", done)), "EEXIST", "open", "a");
    for (const mode of ["existing", "any"] as const) {
      const file = yield* need<File>((done) => disk.open("a", mode, done));
      checkEqual(file.path, "a", "path");
      yield* checkFile(file, pattern(10), mode);
    }
    const other = yield* need<File>((done) => disk.open("b", "any", done));
    yield* checkFile(other, EMPTY, "b");
    yield* checkList(disk, "", ["a", "b"]);
  }),
  scenario("a directory is no file, and a file no directory", function* (disk) {
    yield* makeDirectory(disk, "d");
    yield* makeFile(disk, "a", EMPTY);
    checkFails(yield* ask((done) => disk.open("d", "existing", done)), "EACCES", "open", "d");
    checkFails(yield* ask((done) => disk.open("d", "any", done)), "EACCES", "open", "d");
    checkFails(yield* ask((done) => disk.open("d", "new", done)), "EEXIST", "open", "d");
    checkFails(yield* ask((done) => disk.open("a/b", "any", done)), "ENOENT", "open", "a/b");
    checkFails(yield* ask((done) => disk.open("none/b", "any", done)), "ENOENT", "open", "none/b");
    checkFails(yield* ask((done) => disk.list("a", done)), "ENOENT", "list", "a");
    checkFails(yield* ask((done) => disk.list("none", done)), "ENOENT", "list", "none");
    checkFails(yield* ask((done) => disk.syncDirectory("a", done)), "ENOENT", "syncDirectory", "a");
    checkFails(yield* ask((done) => disk.syncDirectory("none", done)), "ENOENT", "syncDirectory", "none");
  }),
  scenario("directories are made one in the other, and again without harm", function* (disk) {
    checkFails(yield* ask((done) => disk.makeDirectory("d/e", done)), "ENOENT", "makeDirectory", "d/e");
    for (const path of ["d", "d/e", "d", ""]) yield* makeDirectory(disk, path);
    yield* makeFile(disk, "d/e/a", pattern(10));
    yield* makeFile(disk, "d/a", pattern(10, 1));
    yield* makeDirectory(disk, "d/e");
    yield* checkList(disk, "", ["d"]);
    yield* checkList(disk, "d", ["a", "e"]);
    yield* checkList(disk, "d/e", ["a"]);
    yield* checkContent(disk, "d/e/a", pattern(10));
    checkFails(yield* ask((done) => disk.makeDirectory("d/a", done)), "EEXIST", "makeDirectory", "d/a");
    checkFails(yield* ask((done) => disk.makeDirectory("d/a/b", done)), "ENOENT", "makeDirectory", "d/a/b");
    for (const path of ["", "d", "d/e"]) yield* need((done) => disk.syncDirectory(path, done));
  }),
  scenario("names are taken as they are, and listed by code unit", function* (disk) {
    const names = [
      "10",
      "9",
      "B",
      "a",
      "a b",
      "-x",
      ".hidden",
      "...",
      "é",
      "e\u0301",
      "\u{1f600}",
      "\ufb01",
      "a\n",
      "~",
      "*",
    ];
    for (const name of names) yield* makeFile(disk, name, EMPTY);
    yield* checkList(disk, "", [...names].sort());
  }),
];

const renaming: readonly DiskScenario[] = [
  scenario("rename gives a file another name", function* (disk) {
    yield* makeFile(disk, "a", pattern(10));
    yield* need((done) => disk.rename("a", "b", done));
    yield* checkList(disk, "", ["b"]);
    yield* checkContent(disk, "b", pattern(10));
  }),
  scenario("rename replaces a file, which whoever has it open keeps", function* (disk) {
    const one = yield* makeFile(disk, "a", pattern(10, 1));
    const other = yield* makeFile(disk, "b", pattern(20, 2));
    yield* need((done) => disk.rename("a", "b", done));
    yield* checkList(disk, "", ["b"]);
    yield* checkContent(disk, "b", pattern(10, 1));
    yield* checkFile(other, pattern(20, 2), "replaced");
    yield* need((done) => one.write(0, [pattern(30, 3)], done));
    yield* checkContent(disk, "b", pattern(30, 3));
  }),
  scenario("rename moves between directories", function* (disk) {
    yield* makeDirectory(disk, "d");
    yield* makeFile(disk, "a", pattern(10));
    yield* need((done) => disk.rename("a", "d/b", done));
    yield* checkList(disk, "", ["d"]);
    yield* checkContent(disk, "d/b", pattern(10));
  }),
  scenario("rename to its own name leaves a file alone", function* (disk) {
    yield* makeFile(disk, "a", pattern(10));
    yield* need((done) => disk.rename("a", "a", done));
    yield* checkContent(disk, "a", pattern(10));
  }),
  scenario("rename wants a file to move and a place for it", function* (disk) {
    yield* makeDirectory(disk, "d");
    yield* makeFile(disk, "a", pattern(10));
    const refused: readonly (readonly [from: string, to: string, code: DiskErrorCode])[] = [
      ["none", "b", "ENOENT"],
      ["none", "none", "ENOENT"],
      ["a", "none/b", "ENOENT"],
      ["a", "a/b", "ENOENT"],
      ["a", "d", "EACCES"],
      ["d", "e", "EACCES"],
      ["d", "d", "EACCES"],
    ];
    for (const [from, to, code] of refused) {
      checkFails(yield* ask((done) => disk.rename(from, to, done)), code, "rename", from);
    }
    yield* checkList(disk, "", ["a", "d"]);
    yield* checkContent(disk, "a", pattern(10));
  }),
];

const removing: readonly DiskScenario[] = [
  scenario("remove takes a file away, once", function* (disk) {
    yield* makeFile(disk, "a", pattern(10));
    yield* need((done) => disk.remove("a", done));
    yield* checkList(disk, "", []);
    checkFails(yield* ask((done) => disk.remove("a", done)), "ENOENT", "remove", "a");
    checkFails(yield* ask((done) => disk.open("a", "existing", done)), "ENOENT", "open", "a");
  }),
  scenario("a directory is not removed", function* (disk) {
    yield* makeDirectory(disk, "d");
    checkFails(yield* ask((done) => disk.remove("d", done)), "EACCES", "remove", "d");
    yield* checkList(disk, "", ["d"]);
  }),
  scenario("a removed file lives on for whoever has it open, apart from its successor", function* (disk) {
    const file = yield* makeFile(disk, "a", pattern(10));
    yield* need((done) => disk.remove("a", done));
    yield* makeFile(disk, "a", pattern(20, 1));
    yield* need((done) => file.write(10, [pattern(5, 2)], done));
    yield* need((done) => file.sync(done));
    checkBytes(yield* readAt(file, 10, 100), pattern(5, 2), "removed");
    yield* checkContent(disk, "a", pattern(20, 1));
    yield* need((done) => file.close(done));
    yield* checkContent(disk, "a", pattern(20, 1));
  }),
];

const badPaths = [".", "..", "../a", "a/../b", "./a", "a/.", "/", "/a", "/tmp", "a//b", "a/", "a\0b", "a\\b", "..\\a"];

const refusing: readonly DiskScenario[] = [
  ...badPaths.map((path) =>
    scenario(`the path ${JSON.stringify(path)} is refused by every call`, function* (disk) {
      yield* makeDirectory(disk, "a");
      yield* makeFile(disk, "c", EMPTY);
      for (const mode of ["existing", "new", "any"] as const) {
        checkFails(yield* ask((done) => disk.open(path, mode, done)), "EACCES", "open", path);
      }
      checkFails(yield* ask((done) => disk.list(path, done)), "EACCES", "list", path);
      checkFails(yield* ask((done) => disk.makeDirectory(path, done)), "EACCES", "makeDirectory", path);
      checkFails(yield* ask((done) => disk.rename(path, "b", done)), "EACCES", "rename", path);
      checkFails(yield* ask((done) => disk.rename("c", path, done)), "EACCES", "rename", path);
      checkFails(yield* ask((done) => disk.remove(path, done)), "EACCES", "remove", path);
      checkFails(yield* ask((done) => disk.syncDirectory(path, done)), "EACCES", "syncDirectory", path);
      yield* checkList(disk, "", ["a", "c"]);
    }),
  ),
  scenario("the root is no file", function* (disk) {
    checkFails(yield* ask((done) => disk.open("", "any", done)), "EACCES", "open", "");
    checkFails(yield* ask((done) => disk.rename("", "b", done)), "EACCES", "rename", "");
    checkFails(yield* ask((done) => disk.remove("", done)), "EACCES", "remove", "");
  }),
];

export const namesContract: readonly DiskScenario[] = [...opening, ...renaming, ...removing, ...refusing];
