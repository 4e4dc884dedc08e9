import { assert } from "../../assert.js";
import { EMPTY_CONFIGURATION, type Configuration, type ReplicaId } from "../../configuration.js";
import type { Config } from "../../config.js";
import type { Message } from "../../message.js";
import type { Refusal } from "../../refusal.js";
import type { Happening } from "../happening.js";
import type { Machine } from "../machine.js";
import { Ledger } from "./ledger.js";
import { Network } from "./network.js";
import { changes, observe, storedBy } from "./observation.js";
import { renderMessage } from "./render.js";
import type { Replica } from "./replica.js";
import { Trace } from "./trace.js";

/** A scenario that goes on for longer has run wild. */
const DELIVERIES_MAX = 10_000;

/** All replicas of a scenario, what is between them, and the time, which is the same for all. */
export class World {
  now = 0;
  readonly replicas = new Map<ReplicaId, Replica>();
  readonly network = new Network();
  readonly trace = new Trace();
  /** What the group starts with. */
  configuration: Configuration = EMPTY_CONFIGURATION;
  /** For every replica that is created later. */
  settings: Partial<Config> = {};
  /** Every snapshot that was ever durable somewhere: hosts keep old ones for as long as somebody fetches them. */
  readonly #snapshots = new Map<number, Machine>();
  readonly #ledger = new Ledger();
  readonly #attempts: string[] = [];

  replica(id: ReplicaId): Replica {
    const replica = this.replicas.get(id);
    if (replica === undefined) throw new Error(`there is no replica ${id}`);
    return replica;
  }

  /** The replicas in order of id, whatever the order of their creation. */
  get inOrder(): readonly Replica[] {
    return [...this.replicas.values()].sort((a, b) => a.id - b.id);
  }

  say(text: string): void {
    this.trace.line(this.now, text);
  }

  /** Hands an input to a replica, and has its host do what it does at once. */
  step(id: ReplicaId, happening: Happening): void {
    const replica = this.replica(id);
    if (replica.state !== "up") throw new Error(`replica ${id} is ${replica.state}`);
    const refusal = this.act(replica, () => replica.host.step({ ...happening, now: this.now }));
    if (refusal !== undefined) this.#refused(id, refusal);
    this.attend(replica);
  }

  /** Tells what an action of a replica's host changes. */
  act<R>(replica: Replica, action: () => R): R {
    const before = observe(replica);
    const result = action();
    for (const line of changes(replica, before, this.trace.showsProgress)) this.say(line);
    this.network.send(replica.host.takeSent());
    this.#snapshots.set(replica.host.disk.snapshot.index, replica.host.disk.machine);
    this.#ledger.check(replica);
    return result;
  }

  /** The oldest `count` writes become durable. */
  sync(replica: Replica, count: number): void {
    for (const { persist } of replica.host.writes.slice(0, count)) this.say(storedBy(replica, persist));
    this.act(replica, () => replica.host.sync(this.now, count));
    this.attend(replica);
  }

  /** What the host does without being asked, until there is nothing left of it. */
  attend(replica: Replica): void {
    const { host, held } = replica;
    while (replica.state === "up") {
      if (host.writes.length > 0 && !held.has("disk")) {
        this.sync(replica, host.writes.length);
      } else if (host.committed > host.machine.applied && !held.has("apply")) {
        this.act(replica, () => host.applyCommitted(this.now));
      } else if (host.entriesWanted.length > 0 && !held.has("log")) {
        this.act(replica, () => host.readEntries(this.now));
      } else {
        return;
      }
    }
  }

  deliver(message: Message): void {
    const { from, to, kind } = message;
    const receiver = this.replicas.get(to);
    const isCut = this.network.isCut(from, to);
    const isHeartbeat = kind === "heartbeat" || kind === "heartbeatReply";
    const isShown = !isHeartbeat || this.trace.showsHeartbeats;
    if (isCut || receiver === undefined || receiver.state === "down") {
      if (isShown) this.say(`${this.render(message)} (lost)`);
      return;
    }
    this.trace.begin(this.now, this.render(message), isShown);
    this.step(to, { kind: "receive", message });
    this.trace.end();
  }

  /** Until nothing happens any more without time passing. */
  settle(): void {
    for (let count = 0; count < DELIVERIES_MAX; count++) {
      const message = this.network.next((id) => this.replicas.get(id)?.state !== "paused");
      if (message !== undefined) this.deliver(message);
      else if (!this.#fetchOne()) return;
    }
    assert(false, "a scenario settles", DELIVERIES_MAX);
  }

  /** Lets `duration` milliseconds pass: timers fire when they are due, and everything settles each time. */
  run(duration: number): void {
    const end = this.now + duration;
    this.settle();
    for (;;) {
      const next = Math.min(...this.#awake().map(({ host }) => host.raft.deadline));
      if (next > end) break;
      this.now = Math.max(this.now, next);
      for (const { id, host } of this.#awake()) {
        if (host.raft.deadline > this.now) continue;
        this.step(id, { kind: "tick" });
        assert(this.replica(id).host.raft.deadline > this.now, "a timer that fired is set anew", id, this.now);
      }
      this.settle();
    }
    this.now = end;
  }

  render(message: Message): string {
    return renderMessage(message, (from, attempt) => this.#nameAttempt(from, attempt));
  }

  /** The snapshot that a replica asked for arrives, if its source can be reached. */
  fetch(replica: Replica): boolean {
    const { host, id } = replica;
    if (host.fetching === undefined) return false;
    const { from, snapshot } = host.fetching;
    const source = this.replicas.get(from);
    if (source?.state !== "up" || this.network.isCut(from, id)) return false;
    const machine = this.#snapshots.get(snapshot.index);
    assert(machine !== undefined, "what is offered as a snapshot was taken as one", snapshot.index, from);
    this.trace.begin(this.now, `${id} has received snapshot ${snapshot.index} from ${from}`, true);
    this.act(replica, () => host.receiveSnapshot(this.now, machine));
    this.attend(replica);
    this.trace.end();
    return true;
  }

  /** What is only set up, silently, is meant to work. */
  #refused(id: ReplicaId, refusal: Refusal): void {
    if (this.trace.silent) throw new Error(`replica ${id} refuses: ${refusal}`);
    this.say(`${id} refuses: ${refusal}`);
  }

  #fetchOne(): boolean {
    return this.#awake().some((replica) => !replica.held.has("snapshot") && this.fetch(replica));
  }

  #awake(): Replica[] {
    return this.inOrder.filter(({ state }) => state === "up");
  }

  #nameAttempt(from: ReplicaId, attempt: number): string {
    const name = `${from}.${attempt}`;
    if (!this.#attempts.includes(name)) this.#attempts.push(name);
    return `#${this.#attempts.indexOf(name) + 1}`;
  }
}
