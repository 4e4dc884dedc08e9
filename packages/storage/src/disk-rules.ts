import { DiskError, type DiskOperation } from "./disk.js";

/** The rules for paths, the same on every disk: why a call with this path must be refused, if so. */
export function refusePath(operation: DiskOperation, path: string): DiskError | undefined {
  const problem = problemOf(path);
  return problem === undefined ? undefined : new DiskError("EACCES", operation, path, problem);
}

/** The same for calls on directories, which may mean the root. */
export function refuseDirectory(operation: DiskOperation, path: string): DiskError | undefined {
  return path === "" ? undefined : refusePath(operation, path);
}

/** The directory that holds the name, and the name. */
export function splitPath(path: string): readonly [directory: string, name: string] {
  const slash = path.lastIndexOf("/");
  return slash === -1 ? ["", path] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** A position or size that no file can have is a bug of the caller, found before it does harm. */
export function checkPosition(position: number): void {
  if (!Number.isSafeInteger(position) || position < 0) throw new RangeError(`no position in a file: ${position}`);
}

function problemOf(path: string): string | undefined {
  if (path.startsWith("/")) return "an absolute path";
  if (path.includes("\0") || path.includes("\\")) return "a character that no name may have";
  for (const segment of path.split("/")) {
    if (segment === "" || segment === "." || segment === "..") return `"${segment}" is no name`;
  }
  return undefined;
}
