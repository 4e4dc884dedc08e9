import type { DataFile } from "./data-file.js";

/** A file is worth copying once so much of it is dead: the rest is what the copy costs. */
const DEAD_SHARE_MIN = 0.35;

/** So many small files in a row are worth one larger one. */
const SMALL_RUN = 4;

/**
 * The files to merge next, one behind the other in order of append: the deadest one with neighbours that are worth it too,
 * or a row of small ones. What is live of them fits into one file.
 */
export function chooseMerge(files: readonly DataFile[], fileBytes: number): readonly DataFile[] {
  const deadest = files.reduce<DataFile | undefined>(
    (best, file) => (deadShare(file) > (best === undefined ? 0 : deadShare(best)) ? file : best),
    undefined,
  );
  if (deadest !== undefined && deadShare(deadest) >= DEAD_SHARE_MIN) return withNeighbours(files, deadest, fileBytes);
  return smallRun(files, fileBytes);
}

/** The part of a file that merging it would free. */
function deadShare(file: DataFile): number {
  return isFree(file) ? Math.max(0, file.discarded - file.stuck) / Math.max(1, file.records) : 0;
}

function isFree(file: DataFile): boolean {
  return file.isCheckpointed && !file.isSpoilt;
}

export function liveBytes({ size, records, discarded }: DataFile): number {
  return size * Math.max(0, 1 - discarded / Math.max(1, records));
}

function withNeighbours(files: readonly DataFile[], deadest: DataFile, fileBytes: number): readonly DataFile[] {
  let first = files.indexOf(deadest);
  let last = first;
  let room = fileBytes - liveBytes(deadest);
  const joins = (file: DataFile | undefined): file is DataFile =>
    file !== undefined && deadShare(file) >= DEAD_SHARE_MIN && liveBytes(file) <= room;
  for (let next = files[first - 1]; joins(next); next = files[first - 1]) {
    room -= liveBytes(next);
    first--;
  }
  for (let next = files[last + 1]; joins(next); next = files[last + 1]) {
    room -= liveBytes(next);
    last++;
  }
  return files.slice(first, last + 1);
}

/** None of them makes up more than half of the whole, so that a record is not copied often. */
function smallRun(files: readonly DataFile[], fileBytes: number): readonly DataFile[] {
  for (let first = 0; first + SMALL_RUN <= files.length; first++) {
    const run = files.slice(first, first + SMALL_RUN);
    const sizes = run.map(liveBytes);
    const sum = sizes.reduce((total, size) => total + size, 0);
    if (run.every(isFree) && sum <= fileBytes && Math.max(...sizes) <= sum / 2) return run;
  }
  return [];
}
