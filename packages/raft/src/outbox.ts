import type { Message } from "./message.js";
import type { EntriesWanted, Fetch, Output, ReadState, SoftState } from "./output.js";
import type { Snapshot } from "./snapshot.js";
import type { State } from "./state.js";

/** What has gathered for the host since it last asked. */
export class Outbox {
  messages: Message[] = [];
  reads: ReadState[] = [];
  readsDropped: number[] = [];
  entriesWanted: EntriesWanted[] = [];
  fetch: Fetch | "stop" | undefined;
  install: Snapshot | undefined;
  release: number | undefined;

  constructor(
    /** What the host knows, to tell it only of changes. */
    public soft: SoftState,
  ) {}

  get isEmpty(): boolean {
    const lists = this.messages.length + this.reads.length + this.readsDropped.length + this.entriesWanted.length;
    const single = this.fetch ?? this.install ?? this.release;
    return lists === 0 && single === undefined;
  }

  clear(): void {
    if (this.messages.length > 0) this.messages = [];
    if (this.reads.length > 0) this.reads = [];
    if (this.readsDropped.length > 0) this.readsDropped = [];
    if (this.entriesWanted.length > 0) this.entriesWanted = [];
    this.fetch = undefined;
    this.install = undefined;
    this.release = undefined;
  }
}

/** Everything that has gathered, with the next batch for the disk. */
export function takeOutput(state: State): Output {
  const { outbox, log, term, vote } = state;
  const { messages, reads, readsDropped, entriesWanted, fetch, install, release } = outbox;
  const soft = changedSoftState(state);
  const committed = Math.min(state.committed, log.persisted);
  const persist = state.persistence.batch(log, { term, vote, commit: committed });
  const output: Output = {
    messages,
    persist,
    committed: state.installing === undefined ? committed : state.applied,
    reads,
    readsDropped,
    soft,
    entriesWanted,
    fetch,
    install,
    release,
  };
  outbox.clear();
  return output;
}

function changedSoftState(state: State): SoftState | undefined {
  const { outbox, role, term, leader, asleep } = state;
  const known = outbox.soft;
  if (known.role === role && known.term === term && known.leader === leader && known.asleep === asleep)
    return undefined;
  outbox.soft = state.soft;
  return outbox.soft;
}
