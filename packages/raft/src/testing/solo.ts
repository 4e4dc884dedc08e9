import { createConfig, type Config } from "../config.js";
import type { ReplicaId } from "../configuration.js";
import type { Message } from "../message.js";
import type { Refusal } from "../refusal.js";
import type { Status } from "../status.js";
import type { Happening } from "./happening.js";
import type { MemoryDisk } from "./memory-disk.js";
import { MemoryHost } from "./memory-host.js";
import { SeededRandom } from "./seeded-random.js";

/** What others say to a replica that is alone: the receiver is known. */
export type Said = Message extends infer M ? (M extends Message ? Omit<M, "to"> : never) : never;

/** One replica; all others are played by the test. Its disk is done when the test says so. */
export class Solo {
  now = 0;
  readonly host: MemoryHost;

  constructor(settings: Partial<Config> & Pick<Config, "id">, disk: MemoryDisk, { tailCut = false, now = 0 } = {}) {
    this.now = now;
    this.host = new MemoryHost(createConfig(settings), disk, new SeededRandom(settings.id), now, tailCut);
  }

  get id(): ReplicaId {
    return this.host.config.id;
  }

  get status(): Status {
    return this.host.raft.status;
  }

  step(happening: Happening): Refusal | undefined {
    return this.host.step({ ...happening, now: this.now });
  }

  /** Hands in messages, and gives back what the replica has to say by then. */
  hear(...said: readonly Said[]): Message[] {
    for (const message of said) this.step({ kind: "receive", message: { ...message, to: this.id } });
    return this.host.takeSent();
  }

  /** The oldest `count` writes become durable; what waited for them leaves. */
  sync(count?: number): Message[] {
    this.host.sync(this.now, count);
    return this.host.takeSent();
  }

  /** Time passes, and the timer fires if it is due. */
  pass(duration: number): Message[] {
    this.now += duration;
    if (this.host.raft.deadline <= this.now) this.step({ kind: "tick" });
    return this.host.takeSent();
  }

  /** It stands for election in the next term, and is elected by these; what it said is forgotten. */
  lead(...voters: readonly ReplicaId[]): void {
    const refusal = this.step({ kind: "campaign" });
    if (refusal !== undefined) throw new Error(`replica ${this.id} refuses to campaign: ${refusal}`);
    const term = this.status.term + (this.host.config.preVote ? 1 : 0);
    const grants = (pre: boolean): Said[] =>
      voters.map((from) => ({ kind: "voteReply", from, term, pre, granted: true }));
    if (this.host.config.preVote) this.hear(...grants(true));
    this.sync();
    this.hear(...grants(false));
    this.sync();
    if (this.status.role !== "leader") throw new Error(`replica ${this.id} was not elected`);
  }
}
