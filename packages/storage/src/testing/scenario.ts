import type { Disk, File } from "../disk.js";
import { checkBytes, checkEqual } from "./check.js";
import { need, play, type Script } from "../script.js";

/** One sentence of the contract, to be shown on a disk of its own that is empty. */
export interface DiskScenario {
  readonly name: string;
  readonly run: (disk: Disk, done: (error?: Error) => void) => void;
}

export function scenario(name: string, story: (disk: Disk) => Script): DiskScenario {
  function* withEpilogue(disk: Disk): Script {
    yield* story(disk);
    // A callback that comes a second time has a moment to show up.
    yield* need((done) => disk.list("", done));
  }
  return { name, run: (disk, done) => play(withEpilogue(disk), done) };
}

/** Bytes that differ from position to position and from kind to kind, none of them zero. */
export function pattern(length: number, kind = 0): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let position = 0; position < length; position++) {
    bytes[position] = 1 + ((position * 31 + Math.floor(position / 255) + kind * 101) % 255);
  }
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

export function* makeFile(disk: Disk, path: string, content: Uint8Array): Script<File> {
  const file = yield* need<File>((done) => disk.open(path, "new", done));
  if (content.length > 0) yield* need((done) => file.write(0, [content], done));
  return file;
}

export function* readAt(file: File, position: number, length: number): Script<Uint8Array> {
  const target = new Uint8Array(length);
  const count = yield* need<number>((done) => file.read(position, target, done));
  return target.subarray(0, count);
}

/** Size and bytes, as seen through an open file. */
export function* checkFile(file: File, expected: Uint8Array, what: string): Script {
  checkEqual(yield* need<number>((done) => file.size(done)), expected.length, `${what}: size`);
  checkBytes(yield* readAt(file, 0, expected.length + 1), expected, what);
}

export function* checkContent(disk: Disk, path: string, expected: Uint8Array): Script {
  const file = yield* need<File>((done) => disk.open(path, "existing", done));
  yield* checkFile(file, expected, path);
  yield* need((done) => file.close(done));
}
