export { createCrc32 } from "./crc32.js";
export { adoptFiles } from "./bitcask/adopt-files.js";
export { dataFilePath } from "./bitcask/file-names.js";
export { openBitcaskEngine } from "./bitcask/open-bitcask-engine.js";
export { DIGEST_BYTES } from "./backup/backup-header.js";
export { BackupSource } from "./backup/backup-source.js";
export { IncrementSource } from "./backup/increment-source.js";
export { readBackup, verifyBackup } from "./backup/read-backup.js";
export { extractBackup, restoreBackup } from "./backup/restore-backup.js";
export { DATA_DIRECTORY } from "./data-directory.js";
export { DiskError } from "./disk.js";
export { checkPosition, refuseDirectory, refusePath, splitPath } from "./disk-rules.js";
export { IdentityError } from "./identity/identity-error.js";
export { openIdentity, readIdentity } from "./identity/open-identity.js";
export { Reserve } from "./reserve/reserve.js";
export { ReservedDisk } from "./reserve/reserved-disk.js";
export { dropInstalled, installSnapshot, readInstalled, verifySnapshot } from "./snapshot/install-snapshot.js";
export { receiveSnapshot } from "./snapshot/receive-snapshot.js";
export { SnapshotError } from "./snapshot/snapshot-error.js";
export { SnapshotSource } from "./snapshot/snapshot-source.js";
export { EngineDamage, EngineForeign, EngineStopped } from "./engine/engine-error.js";
export { createMemoryStore, MemoryEngine } from "./memory-engine/memory-engine.js";
export { restoredStore } from "./memory-engine/restored-store.js";
export { VolatileDisk } from "./volatile-disk/volatile-disk.js";
export { openWal } from "./wal/open-wal.js";
export { WalClosed, WalDamage, WalForeign } from "./wal/wal-error.js";

export type { BackupSourceOptions } from "./backup/backup-source.js";
export type { Since } from "./backup/backup-header.js";
export type { BackupPieces } from "./backup/backup-pieces.js";
export type { IncrementRecord } from "./backup/increment-records.js";
export type { IncrementSourceOptions } from "./backup/increment-source.js";
export type { Backup, BackupFile, BackupTools, VerifiedBackup } from "./backup/read-backup.js";
export type { ExtractOptions, RestoreOptions } from "./backup/restore-backup.js";
export type { Adopted, AdoptedFile } from "./bitcask/adopt-files.js";
export type { BitcaskOptions } from "./bitcask/bitcask-options.js";
export type { Crc32 } from "./crc32.js";
export type { Digest } from "./digest.js";
export type { Disk, DiskErrorCode, DiskOperation, Done, File, OpenMode, Outcome } from "./disk.js";
export type { Identity } from "./identity/identity.js";
export type { IdentityErrorCode } from "./identity/identity-error.js";
export type { IdentityOptions } from "./identity/open-identity.js";
export type {
  CutTail,
  EntryRange,
  GroupId,
  GroupWrite,
  Log,
  LogDone,
  LogOutcome,
  Recovered,
  RecoveredGroup,
} from "./log.js";
export type { ReserveOptions } from "./reserve/reserve.js";
export type { SnapshotPlace } from "./snapshot/install-snapshot.js";
export type { SnapshotFile, SnapshotManifest } from "./snapshot/manifest.js";
export type { ReceiveOptions } from "./snapshot/receive-snapshot.js";
export type { SnapshotErrorCode } from "./snapshot/snapshot-error.js";
export type { SnapshotFacts, SourceFile } from "./snapshot/snapshot-source.js";
export type {
  Checkpoint,
  Engine,
  EngineDone,
  EngineOutcome,
  EngineOwner,
  EngineRecord,
  Pinned,
  PinnedFile,
  Place,
  Reclaimed,
  RecordKey,
  Space,
} from "./engine/engine.js";
export type { MemoryEngineOptions, MemoryStore } from "./memory-engine/memory-engine.js";
export type { RaftFunctions, WalOptions } from "./wal/wal-options.js";
