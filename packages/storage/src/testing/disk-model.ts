import type { Disk, File } from "../disk.js";
import { check, checkBytes, checkEqual } from "./check.js";
import { need, play, type Script } from "../script.js";
import { readAt } from "./scenario.js";

export interface ModelOptions {
  readonly operations: number;
  /** A whole number from 0 up to, and not including, `limit`. */
  readonly below: (limit: number) => number;
}

/** The largest size that a file of the model reaches: some pages and a bit. */
const LARGEST = 20_000;
const NAMES = ["a", "b", "c", "d/a", "d/b"];

/** Random operations on an empty disk, one after the other, against a plain map from path to bytes. */
export function checkDiskModel(disk: Disk, options: ModelOptions, done: (error?: Error) => void): void {
  play(story(disk, options), done);
}

interface Model {
  readonly disk: Disk;
  readonly below: (limit: number) => number;
  readonly contents: Map<string, Uint8Array>;
}

function* story(disk: Disk, { operations, below }: ModelOptions): Script {
  const model: Model = { disk, below, contents: new Map() };
  yield* need((done) => disk.makeDirectory("d", done));
  for (let number = 0; number < operations; number++) {
    const name = pick(model, NAMES);
    if (below(4) === 0) yield* changeName(model, name);
    else yield* changeBytes(model, name);
    yield* compareNames(model);
    yield* compareBytes(model, pick(model, NAMES));
  }
}

function pick<T extends string>({ below }: Model, from: readonly T[]): T {
  const picked = from[below(from.length)];
  check(picked !== undefined, "nothing to pick from");
  return picked;
}

function* changeName(model: Model, name: string): Script {
  const { disk, contents } = model;
  const bytes = contents.get(name);
  if (bytes === undefined) {
    const file = yield* need<File>((done) => disk.open(name, "new", done));
    yield* need((done) => file.close(done));
    contents.set(name, new Uint8Array(0));
  } else if (model.below(3) === 0) {
    yield* need((done) => disk.remove(name, done));
    contents.delete(name);
  } else {
    const to = pick(model, NAMES);
    yield* need((done) => disk.rename(name, to, done));
    contents.delete(name);
    contents.set(to, bytes);
  }
}

function* changeBytes(model: Model, name: string): Script {
  const { disk, below, contents } = model;
  const file = yield* need<File>((done) => disk.open(name, "any", done));
  const before = contents.get(name) ?? new Uint8Array(0);
  const after = yield* changeFile(file, before, below);
  contents.set(name, after);
  if (below(3) === 0) yield* need((done) => file.sync(done));
  yield* need((done) => file.close(done));
}

/** One change to a file; gives the bytes that it must have then. */
function* changeFile(file: File, before: Uint8Array, below: (limit: number) => number): Script<Uint8Array> {
  const size = below(LARGEST);
  switch (below(4)) {
    case 0:
      yield* need((done) => file.truncate(size, done));
      return resized(before, size);
    case 1:
      yield* need((done) => file.allocate(size, done));
      return resized(before, Math.max(size, before.length));
    default: {
      const position = below(LARGEST);
      const length = 1 + below(pickLength(below));
      const bytes = Uint8Array.from({ length }, () => below(256));
      const cut = below(length + 1);
      const chunks = [bytes.subarray(0, cut), bytes.subarray(cut)];
      yield* need((done) => file.write(position, chunks, done));
      const after = resized(before, Math.max(before.length, position + length));
      after.set(bytes, position);
      return after;
    }
  }
}

/** Small writes within a sector as often as ones over several pages. */
function pickLength(below: (limit: number) => number): number {
  return below(2) === 0 ? 600 : 10_000;
}

function resized(bytes: Uint8Array, size: number): Uint8Array {
  const result = new Uint8Array(size);
  result.set(bytes.subarray(0, size));
  return result;
}

function* compareNames({ disk, contents }: Model): Script {
  const names = [...contents.keys()];
  const inside = names.filter((name) => name.startsWith("d/")).map((name) => name.slice(2));
  const top = ["d", ...names.filter((name) => !name.startsWith("d/"))];
  checkEqual(yield* need<readonly string[]>((done) => disk.list("", done)), top.sort(), "names");
  checkEqual(yield* need<readonly string[]>((done) => disk.list("d", done)), inside.sort(), "names in d");
}

function* compareBytes({ disk, contents }: Model, name: string): Script {
  const expected = contents.get(name);
  if (expected === undefined) return;
  const file = yield* need<File>((done) => disk.open(name, "existing", done));
  checkEqual(yield* need<number>((done) => file.size(done)), expected.length, `size of ${name}`);
  checkBytes(yield* readAt(file, 0, LARGEST * 2), expected, name);
  yield* need((done) => file.close(done));
}
