/** What tells a file from every other of any engine: a number that rises within a directory, and 64 bits by chance. */
export interface FileId {
  readonly number: number;
  readonly high: number;
  readonly low: number;
}

export const MANIFEST = "manifest";
/** A manifest that is being written. */
export const NEW_MANIFEST = "manifest.new";

export function idText({ number, high, low }: FileId): string {
  return `${number.toString().padStart(16, "0")}-${hex(high)}${hex(low)}`;
}

export function dataName(id: FileId): string {
  return `${idText(id)}.data`;
}

/** Where an engine has the data file with this id, as `PinnedFile` names it. */
export function dataFilePath(directory: string, id: string): string {
  return `${directory}/${id}.data`;
}

export function hintName(id: FileId): string {
  return `${idText(id)}.hint`;
}

/** Undefined for a text that is no id. */
export function parseId(text: string): FileId | undefined {
  const parts = /^(\d{16})-([0-9a-f]{8})([0-9a-f]{8})$/.exec(text);
  if (parts === null) return undefined;
  const [, number = "", high = "", low = ""] = parts;
  return { number: Number(number), high: Number.parseInt(high, 16), low: Number.parseInt(low, 16) };
}

/** The id of a data or hint file; undefined for a name of something else. */
export function fileIdOf(name: string): FileId | undefined {
  return /\.(data|hint)$/.test(name) ? parseId(name.slice(0, -".data".length)) : undefined;
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
