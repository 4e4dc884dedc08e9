import { entryBytes } from "../../entry.js";
import type { Status } from "../../status.js";
import type { MemoryHost } from "../memory-host.js";
import { check } from "./check.js";
import type { Process } from "./process.js";
import type { Tally } from "./tally.js";

/** The largest command that is ever proposed, and then some, for single entries may be larger than a bound. */
const ENTRY_BYTES_MAX = 2_000;
/** Looking at memory entry by entry costs time. */
const MEMORY_EVERY = 32;

/** What one replica may hold is bounded, whatever the others do. */
export function checkBounds(process: Process, host: MemoryHost, status: Status, step: number, tally: Tally): void {
  const { config, mirror, id } = process;
  if (status.role === "leader") {
    const bytes = mirror.bytesAfter(status.committed, status.term);
    check(bytes <= config.uncommittedBytesMax, "uncommitted bytes are bounded", id, bytes, config.uncommittedBytesMax);
    checkInflight(process, status, tally);
  }
  check(host.disk.base <= host.disk.snapshot.index, "what left the log is in a snapshot", id, host.disk.base);
  if (step % MEMORY_EVERY === 0) checkMemory(process, host, status);
}

function checkInflight({ config, id }: Process, status: Status, tally: Tally): void {
  const bytesMax = config.inflightBytesMax + Math.max(config.messageBytesMax, ENTRY_BYTES_MAX);
  for (const { state, inflightMessages, inflightBytes, match, next } of status.progress) {
    check(inflightMessages <= config.inflightMessagesMax, "appends in flight are bounded", id, inflightMessages);
    check(inflightBytes <= bytesMax, "bytes in flight are bounded", id, inflightBytes, bytesMax);
    check(match < next && next <= status.lastIndex + 1, "what is sent next is in the log", id, match, next);
    if (inflightMessages === config.inflightMessagesMax) tally.add("appends in flight: full");
    if (state === "snapshot") tally.add("follower needs a snapshot");
  }
}

/** Durable entries leave memory, except those that a leader has yet to commit. */
function checkMemory({ config, mirror, id }: Process, { raft }: MemoryHost, status: Status): void {
  let bytes = 0;
  let first = mirror.last + 1;
  while (first - 1 > mirror.base && raft.entries(first - 1, first - 1, 0) !== undefined) {
    first -= 1;
    const entry = mirror.at(first);
    bytes += entry === undefined ? 0 : entryBytes(entry);
  }
  const evictable = status.role === "leader" ? Math.min(status.persisted, status.committed) : status.persisted;
  check(
    bytes <= config.tailBytesMax || first > evictable,
    "the tail in memory is bounded",
    id,
    bytes,
    first,
    evictable,
  );
  const unwritten = 2 * config.tailBytesMax + config.messageBytesMax + config.uncommittedBytesMax;
  check(bytes <= unwritten + 4 * ENTRY_BYTES_MAX, "memory that waits for the disk is bounded", id, bytes, unwritten);
}
