import fs from "node:fs";
import { DiskError } from "../disk.js";
import { IDENTITY_NAME } from "../identity/identity.js";

export const DIRECTORY_MODE = 0o700;

const MODE_OF_OTHERS = 0o077;

/**
 * Takes a directory from all but its owner, if it is empty or a data directory. One with anything else in it was perhaps
 * named by mistake: whoever uses it would be locked out, so it is refused.
 */
export function makePrivate(path: string, finish: (error: Error | null) => void): void {
  fs.stat(path, (error, stats) => {
    if (error !== null || (stats.mode & MODE_OF_OTHERS) === 0) {
      finish(error);
      return;
    }
    fs.readdir(path, (error, names) => {
      if (error !== null) finish(error);
      else if (isOurs(names)) fs.chmod(path, DIRECTORY_MODE, finish);
      else finish(refusal(path, stats.mode));
    });
  });
}

function isOurs(names: readonly string[]): boolean {
  return names.includes(IDENTITY_NAME) || names.every((name) => name.startsWith("lock-"));
}

function refusal(path: string, mode: number): DiskError {
  const what = `holds other things than a data directory, and others may use it (mode ${(mode & 0o777).toString(8)})`;
  return new DiskError("EACCES", "makeDirectory", path, `${what}: name a directory of its own, or chmod it to 700`);
}
