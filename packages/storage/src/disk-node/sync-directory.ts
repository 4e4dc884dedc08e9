import fs from "node:fs";

export type Finish = (error: Error | null) => void;

export function syncDirectory(path: string, finish: Finish): void {
  fs.open(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY, (error, descriptor) => {
    if (error !== null) {
      finish(error);
      return;
    }
    fs.fsync(descriptor, (syncError) => {
      fs.close(descriptor, (closeError) => finish(syncError ?? closeError ?? null));
    });
  });
}

/** One after the other; the first failure ends it. */
export function syncDirectories(paths: readonly string[], finish: Finish): void {
  const [first, ...rest] = paths;
  if (first === undefined) {
    finish(null);
    return;
  }
  syncDirectory(first, (error) => {
    if (error !== null) finish(error);
    else syncDirectories(rest, finish);
  });
}
