import { DiskError, type DiskErrorCode, type DiskOperation, type Outcome } from "../disk.js";

/** What the system's error codes mean to a caller of `Disk`. */
const codes: ReadonlyMap<unknown, DiskErrorCode> = new Map<unknown, DiskErrorCode>([
  ["ENOENT", "ENOENT"],
  ["ENOTDIR", "ENOENT"],
  ["EEXIST", "EEXIST"],
  ["ENOSPC", "ENOSPC"],
  ["EDQUOT", "ENOSPC"],
  ["EFBIG", "ENOSPC"],
  ["EACCES", "EACCES"],
  ["EPERM", "EACCES"],
  ["EROFS", "EACCES"],
  ["EISDIR", "EACCES"],
]);

export function systemCode(error: Error): unknown {
  return "code" in error ? error.code : undefined;
}

export function toDiskError(operation: DiskOperation, path: string, cause: Error): DiskError {
  if (cause instanceof DiskError) return cause;
  return new DiskError(codes.get(systemCode(cause)) ?? "EIO", operation, path, cause.message, cause);
}

export function toOutcome<T>(operation: DiskOperation, path: string, error: Error | null, value: T): Outcome<T> {
  return error === null ? { error: undefined, value } : { error: toDiskError(operation, path, error) };
}
