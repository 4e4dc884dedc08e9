import type { ReplicaId } from "@keyval/raft";
import { EngineDamage } from "@keyval/storage";
import { CHUNK_BYTES } from "./limits.js";
import type { FetchFrame, GroupFrame } from "./peers.js";
import type { StateMachine } from "./state-machine.js";

/** What lending snapshots needs of its group. */
export interface SnapshotLenderHost {
  readonly machine: Pick<StateMachine, "read">;
  readonly replica: ReplicaId;
  readonly group: number;
  /** There is a snapshot, and its state is the majority's. */
  isSound(): boolean;
  send(to: ReplicaId, frame: GroupFrame): void;
  fail(error: Error): void;
}

/** Gives the other replicas the pieces of snapshots that they ask for: to each one at a time. */
export class SnapshotLender {
  readonly #host: SnapshotLenderHost;
  readonly #serving = new Set<ReplicaId>();
  #isStopped = false;

  constructor(host: SnapshotLenderHost) {
    this.#host = host;
  }

  asked({ from: to, index, file, position }: FetchFrame): void {
    const { machine, replica: from, group } = this.#host;
    if (this.#serving.has(to)) return;
    if (!this.#host.isSound()) {
      this.#host.send(to, { kind: "gone", group, to, from, index });
      return;
    }
    this.#serving.add(to);
    machine.read({ index, file, position, bytesMax: CHUNK_BYTES }, ({ error, value }) => {
      this.#serving.delete(to);
      if (this.#isStopped) return;
      if (error === undefined) this.#host.send(to, { kind: "chunk", group, to, from, index, file, position, ...value });
      else if (error instanceof EngineDamage) this.#host.fail(error);
      else this.#host.send(to, { kind: "gone", group, to, from, index });
    });
  }

  stop(): void {
    this.#isStopped = true;
  }
}
