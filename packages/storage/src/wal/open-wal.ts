import { assert } from "../assert.js";
import { SECTOR_BYTES, SEGMENT_BYTES_MIN } from "../limits.js";
import type { LogDone, Recovered, RecoveredGroup } from "../log.js";
import type { GroupLog } from "./group-log.js";
import { recoverLog } from "./recover-log.js";
import { Wal } from "./wal.js";
import { WalDamage } from "./wal-error.js";
import type { WalOptions } from "./wal-options.js";

/** Recovers the log in a directory, or begins one there. Fails with a `DiskError`, `WalDamage` or `WalForeign`. */
export function openWal(options: WalOptions, done: LogDone<Recovered>): void {
  for (const bytes of [options.segmentBytes, options.firstSegmentBytes]) {
    assert(bytes >= SEGMENT_BYTES_MIN && bytes % SECTOR_BYTES === 0, "a segment is made of sectors", bytes);
  }
  recoverLog(options, ({ error, value: recovery }) => {
    if (error !== undefined) {
      done({ error });
      return;
    }
    const groups = recoveredGroups(options, recovery.groups.values());
    if (groups instanceof WalDamage) {
      recovery.closeFiles(() => done({ error: groups }));
      return;
    }
    const log = new Wal(options, recovery);
    // Shows that the log can be written, vouches for its last batch, and keeps it known that the tail was cut.
    log.append([], ({ error }) => {
      const { tailCut, cut } = recovery;
      if (error === undefined) done({ error: undefined, value: { log, groups, tailCut, cut } });
      else log.close(() => done({ error }));
    });
  });
}

function recoveredGroups(options: WalOptions, groups: Iterable<GroupLog>): RecoveredGroup[] | WalDamage {
  const recovered: RecoveredGroup[] = [];
  for (const log of groups) {
    const { group, replica, hardState, snapshot, base, baseTerm, last, terms, configurations } = log;
    let configuration;
    try {
      configuration = options.raft.decodeConfiguration(snapshot.configuration);
    } catch (error) {
      const why = error instanceof Error ? error.message : "";
      return new WalDamage(`the snapshot's configuration: ${why}`, { file: options.directory, offset: 0, group });
    }

    recovered.push({
      group,
      replica,
      hardState,
      snapshot: { index: snapshot.index, term: snapshot.term, configuration },
      log: { base, baseTerm, last, terms: [...terms], configurations: [...configurations] },
    });
  }
  return recovered;
}
