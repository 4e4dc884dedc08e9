/** What went wrong with a disk, to be counted and traced. */
export type DiskEventKind =
  /** The disk was busy with itself. */
  | "stall"
  /** A call failed. */
  | "EIO"
  | "ENOSPC"
  /** A sync of a file failed. */
  | "failed sync"
  /** A crash, and what it did to unsynced changes: sectors, of which all or only some were lost, or only earlier ones. */
  | "disk crash"
  | "lost write"
  | "torn write"
  | "reordered write"
  | "lost size"
  | "lost name"
  | "rot"
  | "wipe";

export type DiskObserver = (kind: DiskEventKind, path: string) => void;
