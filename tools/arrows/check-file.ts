import ts from "typescript";
import { checkBitwise } from "./check-bitwise.js";
import { checkImports } from "./check-imports.js";
import { checkNames } from "./check-names.js";
import { roomOf } from "./rooms.js";

/** Every violation in one production file; `path` is relative to the repository and written with slashes. */
export function checkFile(path: string, text: string): string[] {
  const room = roomOf(path);
  if (room === undefined) {
    return [`${path}:1: no room covers this file: enter its room in tools/arrows/rooms.ts and docs/ARCHITECTURE.md.`];
  }
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  return [...checkImports(source, room), ...checkNames(source, room), ...checkBitwise(source, room)];
}
