import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/**
 * Copies a declaration file and all that it refers to into a folder: those of its own room to the same places, those of
 * other rooms below `rooms/`, to which what named their packages then leads.
 */
export function copyDeclarations(entry: string, room: string, folder: string): void {
  const copied = new Set<string>();
  const copy = (file: string): void => {
    if (copied.has(file)) return;
    copied.add(file);
    const place = placeOf(file, room);
    const { text, found } = redirected(file, place, room);
    mkdirSync(dirname(join(folder, place)), { recursive: true });
    writeFileSync(join(folder, place), text);
    for (const other of found) copy(other);
  };
  copy(resolve(entry));
}

function placeOf(file: string, room: string): string {
  const [, owner = "", ...path] = relative(resolve("."), file).split(sep);
  const inside = path.slice(1).join("/");
  return owner === room ? inside : `rooms/${owner}/${inside}`;
}

/** The text with the way to each module as it is in the copy, and the files of these modules. */
function redirected(file: string, place: string, room: string): { text: string; found: string[] } {
  let text = readFileSync(file, "utf8").replace(/^\/\/# sourceMappingURL=.*\n?/mu, "");
  const found: string[] = [];
  // From the end, so that what is still to be replaced stays where it was found.
  for (const { fileName: name, pos } of ts.preProcessFile(text).importedFiles.toReversed()) {
    const target = declarationOf(name, file);
    if (target === undefined) continue;
    found.push(target);
    const way = posix.relative(posix.dirname(place), placeOf(target, room)).replace(/\.d\.ts$/u, ".js");
    // Behind the quotation mark at `pos`.
    const [before, after] = [text.slice(0, pos + 1), text.slice(pos + 1 + name.length)];
    text = `${before}${way.startsWith(".") ? way : `./${way}`}${after}`;
  }
  return { text, found };
}

/** Undefined for what is Node's. */
function declarationOf(name: string, importer: string): string | undefined {
  if (name.startsWith(".")) return resolve(dirname(importer), name.replace(/\.js$/u, ".d.ts"));
  if (!name.startsWith("@keyval/")) return undefined;
  return fileURLToPath(import.meta.resolve(name)).replace(/\.js$/u, ".d.ts");
}
