/**
 * All that storage asks of a disk. Every call but `readNow` completes by callback, never inside the call, and exactly
 * once. Calls may overlap and then happen in any order: what must be in order waits for the callback of what comes before.
 *
 * Paths are relative to the disk's root and separated by "/"; "" is the root itself, where a directory is meant. Any
 * other path fails with `EACCES`: an absolute one, one with an empty segment, "." or "..", one with a zero character or
 * a backslash. Positions and sizes are whole numbers from 0 to 2^53 - 1; anything else is a bug and throws.
 *
 * What survives a crash: the bytes and the size of a file as of its last completed `sync`, the names in a directory as
 * of its last completed `syncDirectory`. Of everything later, any part may survive: `docs/internals/disk.md` has the
 * whole of it.
 *
 * After `ENOENT`, `EEXIST`, `EACCES` and `EBADF` nothing has changed. After any other error what was asked may have
 * happened, in part or whole.
 */
export interface Disk {
  /** Opens a file for reading and writing. */
  open(path: string, mode: OpenMode, done: Done<File>): void;
  /** The names in a directory, of files and directories alike, sorted by code unit. */
  list(directory: string, done: Done<readonly string[]>): void;
  /** Makes a directory in one that exists; it is no error if it is there already. A directory stays where it is. */
  makeDirectory(path: string, done: Done): void;
  /** Gives a file another name in one step, in place of whatever file had it. */
  rename(from: string, to: string, done: Done): void;
  /** Takes the name off a file. Whoever has the file open goes on with it; its space comes back after the last `close`. */
  remove(path: string, done: Done): void;
  /**
   * Makes the names in a directory durable: what was created, renamed or removed there by calls that were complete
   * before this one. A rename becomes durable with the directory that it leads to.
   */
  syncDirectory(path: string, done: Done): void;
}

/** `existing` fails without the file, `new` with it; `any` makes it if it is missing. */
export type OpenMode = "existing" | "new" | "any";

export interface File {
  readonly path: string;
  size(done: Done<number>): void;
  /**
   * Fills `target` with the bytes from `position` on, and says how many there were: fewer than asked for only where the
   * file ends. What lies in `target` means nothing before the callback, nor after an error.
   */
  read(position: number, target: Uint8Array, done: Done<number>): void;
  /**
   * The same at once, the one call that does not complete by callback: for what a turn can not go on without. It holds up
   * everything else meanwhile, so it is for small pieces that the system very likely has in memory.
   */
  readNow(position: number, target: Uint8Array): Outcome<number>;
  /**
   * Writes the chunks one behind the other, as one contiguous write; what it skips beyond the end reads as zeros. The
   * chunks must not change before the callback.
   */
  write(position: number, chunks: readonly Uint8Array[], done: Done): void;
  /**
   * Makes the file at least so long, of zeros, and takes the space for what it adds, so that later writes there find
   * room: `ENOSPC` is found here, and then the file keeps its size and takes no space.
   */
  allocate(size: number, done: Done): void;
  /** Cuts the file or grows it with zeros, which take no space yet. */
  truncate(size: number, done: Done): void;
  /**
   * Makes the bytes and the size of the file durable, as all calls left them that were complete before this one. After
   * a failure nothing is known of any write since the last success, whatever a later `sync` says.
   */
  sync(done: Done): void;
  /** Ends the use of this file, once the calls under way have completed; later calls on it fail with `EBADF`. */
  close(done: Done): void;
}

export type Done<T = void> = (outcome: Outcome<T>) => void;

export type Outcome<T> =
  { readonly error: undefined; readonly value: T } | { readonly error: DiskError; readonly value?: undefined };

/**
 * - `ENOENT`: no such file or directory;
 * - `EEXIST`: the name is taken;
 * - `ENOSPC`: no room, whether of the disk, of a quota or of the largest possible file;
 * - `EACCES`: refused by the rules for paths, because a directory stands where a file is meant, or by the system;
 * - `EBADF`: the file is closed;
 * - `EIO`: every error that has no meaning of its own here.
 */
export type DiskErrorCode = "ENOENT" | "EEXIST" | "ENOSPC" | "EACCES" | "EBADF" | "EIO";

export type DiskOperation = keyof Disk | Exclude<keyof File, "path">;

export class DiskError extends Error {
  override readonly name = "DiskError";
  readonly code: DiskErrorCode;
  readonly operation: DiskOperation;
  readonly path: string;

  /** `cause` is the system's own error, where there is one. */
  constructor(code: DiskErrorCode, operation: DiskOperation, path: string, detail = "", cause?: Error) {
    super(`${code}: ${operation} ${path}${detail === "" ? "" : `: ${detail}`}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.operation = operation;
    this.path = path;
  }
}
