import { decodeEntry } from "@keyval/api";
import type { Entry } from "@keyval/raft";
import type { Process } from "../world/process.js";
import type { Call, CommittedCommand, KeyspaceRun, Reign, WatchRecord } from "./history.js";

type Open<Record extends { readonly end: number | undefined }> = Omit<Record, "end"> & { end: number | undefined };

/** Keeps what clients saw, and what members did, for whoever checks it in the end. */
export class Recorder {
  readonly calls: Call[] = [];
  readonly watches: Open<WatchRecord>[] = [];
  readonly #commands = new Map<number, CommittedCommand>();
  readonly #reigns: Open<Reign>[] = [];
  readonly #reigning = new Map<string, Open<Reign>>();

  /** A member applied a command: others may have before. */
  applied(time: number, { index, term, payload }: Entry): void {
    if (!this.#commands.has(index)) this.#commands.set(index, { index, term, time, ...decodeEntry(payload.slice()) });
  }

  stepped(time: number, { member, view }: Process): void {
    const reign = this.#reigning.get(member);
    if (view?.role === "leader" && reign?.term === view.term) return;
    this.fell(time, member);
    if (view?.role !== "leader") return;
    const begun = { member, term: view.term, start: time, end: undefined };
    this.#reigning.set(member, begun);
    this.#reigns.push(begun);
  }

  /** The member leads no more, if it did. */
  fell(time: number, member: string): void {
    const reign = this.#reigning.get(member);
    if (reign !== undefined) reign.end = time;
    this.#reigning.delete(member);
  }

  /** All that was recorded so far. */
  run(rest: Pick<KeyspaceRun, "nextRevision" | "driftPpmMost" | "calmSince" | "end">): KeyspaceRun {
    const commands = [...this.#commands.values()].sort((a, b) => a.index - b.index);
    return { ...rest, calls: this.calls, watches: this.watches, reigns: this.#reigns, commands };
  }
}
