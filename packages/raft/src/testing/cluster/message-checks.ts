import { decodeConfiguration } from "../../configuration-codec.js";
import type { ReplicaId } from "../../configuration.js";
import { entryBytes } from "../../entry.js";
import type { Append, AppendReply, HeartbeatReply, Message, VoteReply, VoteRequest } from "../../message.js";
import type { MemoryHost } from "../memory-host.js";
import { check } from "./check.js";
import type { History } from "./history.js";
import type { Process } from "./process.js";

/** What a message claims must be true on the disk of its sender at the moment it leaves. */
export function checkMessage(
  history: History,
  processes: ReadonlyMap<ReplicaId, Process>,
  sender: Process,
  host: MemoryHost,
  message: Message,
): void {
  const { from, to, kind } = message;
  check(from === sender.id && to !== sender.id, "messages go from oneself to others", kind, from, to, sender.id);
  switch (message.kind) {
    case "voteRequest":
      // One that waited for the disk may leave after its sender has found another leader; then it does no harm.
      if (!message.pre && sender.seen.role === "candidate") checkCandidate(host, message);
      return;
    case "voteReply":
      checkVote(history, host, message);
      return;
    case "appendReply":
      if (message.accepted) checkAck(processes.get(to), host, message);
      return;
    case "append":
      checkAppend(sender, host, message);
      return;
    case "heartbeatReply":
      checkPromise(host, message);
      return;
    default:
      return;
  }
}

/** Otherwise a vote could outlive, in a crash, what it was cast for. */
function checkCandidate({ disk }: MemoryHost, { from, term, lastIndex, lastTerm }: VoteRequest): void {
  const { hardState } = disk;
  check(hardState.term === term && hardState.vote === from, "a candidate's own vote is durable", from, term);
  // A snapshot may have taken the place of the log in the meantime, which goes further, or is of a later term.
  const isReplaced = lastIndex < disk.base || lastTerm < disk.snapshot.term;
  const isDurable = isReplaced || (disk.last >= lastIndex && disk.termAt(lastIndex) === lastTerm);
  check(isDurable, "the log that a candidate stands for is durable", from, term, lastIndex, disk.last);
}

/** Figure 2: "updated on stable storage before responding to RPCs". */
function checkVote(history: History, host: MemoryHost, { from, to, term, pre, granted }: VoteReply): void {
  if (pre || !granted) return;
  const { hardState } = host.disk;
  check(hardState.term === term && hardState.vote === to, "a vote is durable before it is given", from, to, term);
  history.voted(term, from, to);
}

function checkAck(leader: Process | undefined, host: MemoryHost, { from, term, index }: AppendReply): void {
  const { disk } = host;
  check(disk.hardState.term >= term, "an ack's term is durable", from, disk.hardState.term, term);
  check(disk.last >= index, "what is acked is durable", from, index, disk.last);
  if (leader?.status?.term !== term || leader.status.role !== "leader" || index < disk.base) return;
  const theirs = leader.mirror.termAt(index);
  if (theirs !== undefined) check(theirs === disk.termAt(index), "what is acked is the leader's", from, index, theirs);
}

function checkAppend({ config }: Process, host: MemoryHost, { from, term, entries, prevIndex }: Append): void {
  let bytes = 0;
  for (const entry of entries) bytes += entryBytes(entry);
  const fits = entries.length <= 1 || bytes <= config.messageBytesMax;
  check(fits, "an append is at most as large as agreed, or one entry", from, bytes);
  check(entries[0] === undefined || entries[0].index === prevIndex + 1, "an append has no gap", from, prevIndex);
  check(host.disk.hardState.term >= term, "a leader's term is durable", from, term);
}

/** A promise that is forgotten in a crash is kept only if the log on the disk tells of leases. */
function checkPromise({ disk }: MemoryHost, { from, promise }: HeartbeatReply): void {
  if (promise === 0) return;
  const entry = disk.entries.findLast(({ kind }) => kind === "configuration");
  const isNewer = entry !== undefined && entry.index > disk.snapshot.index;
  const { lease } = isNewer ? decodeConfiguration(entry.payload) : disk.snapshot.configuration;
  check(promise <= lease, "a promise is no longer than the durable lease", from, promise, lease);
}
