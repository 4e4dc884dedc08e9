import { isJoint, isVoter, type Status } from "@keyval/raft";
import type { Frame } from "@keyval/server/node";
import type { Process } from "./process.js";

/** Counts what happens rarely, so that a run can say what it has been through. */
export class Observer {
  readonly counts = new Map<string, number>();
  readonly #leaders = new Set<number>();
  readonly #seen = new WeakMap<object, Status>();

  /** Terms with a leader. */
  get elections(): number {
    return this.#leaders.size;
  }

  happened(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  stepped({ group, view }: Process): void {
    if (group === undefined || view === undefined) return;
    const before = this.#seen.get(group);
    if (before === view) return;
    this.#seen.set(group, view);
    if (view.role === "leader") this.#leaders.add(view.term);
    if (before !== undefined) this.#compare(before, view);
  }

  received(frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (frame.kind === "gone") this.happened("piece of a snapshot gone");
      if (frame.kind === "alive") this.happened("greeting for sleeping groups");
      if (frame.kind === "raft" && frame.message.kind === "timeoutNow") this.happened("leadership handed over");
    }
  }

  #compare(before: Status, now: Status): void {
    if (now.role !== before.role && now.role === "candidate" && isJoint(now.configuration)) {
      this.happened("election during a joint change");
    }
    if (now.role === "leader" && before.role !== "leader" && isJoint(now.configuration)) {
      this.happened("leader elected during a joint change");
    }
    if (now.base > before.lastIndex && before.lastIndex > before.base) this.happened("snapshot over a partial log");
    if (now.base > before.lastIndex && before.lastIndex === 0) this.happened("snapshot into an empty log");
    if (now.lastIndex < before.lastIndex) this.happened("uncommitted entries replaced");
    if (now.configurationIndex < before.configurationIndex) this.happened("configuration rolled back");
    if (now.asleep && !before.asleep) this.happened("fell asleep");
    if (before.role === "leader" && now.role !== "leader") {
      const isOut = !isVoter(now.configuration, now.id);
      this.happened(isOut ? "leader removed" : now.term === before.term ? "leader stepped down" : "leader deposed");
    }
  }
}
