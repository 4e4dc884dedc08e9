import type { ReplicaId } from "../../configuration.js";

export interface News {
  /** Who is to be told. */
  readonly observer: ReplicaId;
  readonly replica: ReplicaId;
  readonly kind: "peerLost" | "peerConnected";
}

/** What a host owes its replicas: that a process broke or fell silent, and that it is there again. */
export class ConnectionNews {
  #due: News[] = [];

  broke(replica: ReplicaId, observers: Iterable<ReplicaId>): void {
    this.#add(replica, observers, "peerLost");
  }

  cameBack(replica: ReplicaId, observers: Iterable<ReplicaId>): void {
    this.#add(replica, observers, "peerConnected");
  }

  /** Takes the oldest news there are about one of the connections. */
  take(choice: number): News | undefined {
    const chosen = this.#due[choice % this.#due.length];
    if (chosen === undefined) return undefined;
    const first = this.#due.findIndex(
      ({ observer, replica }) => observer === chosen.observer && replica === chosen.replica,
    );
    return this.#due.splice(first, 1)[0];
  }

  /** The same news twice is news once, and the later is what counts. */
  #add(replica: ReplicaId, observers: Iterable<ReplicaId>, kind: News["kind"]): void {
    for (const observer of observers) {
      if (observer === replica) continue;
      this.#due = this.#due.filter((due) => due.observer !== observer || due.replica !== replica || due.kind !== kind);
      this.#due.push({ observer, replica, kind });
    }
  }
}
