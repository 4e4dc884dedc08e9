import type { ReplicaId } from "../../configuration.js";
import type { Message } from "../../message.js";

/** More messages than this on their way, and the oldest are lost. */
const POOL_MAX = 400;
/** Messages that were delivered or lost, and may come again. */
const REMEMBERED_MAX = 300;

/** Messages on their way, in the order of sending; when and whether they arrive is decided by whoever takes them. */
export class Network {
  #pool: Message[] = [];
  readonly #remembered: Message[] = [];
  readonly #cut = new Set<string>();

  get length(): number {
    return this.#pool.length;
  }

  send(message: Message): void {
    if (this.#cut.has(link(message.from, message.to))) this.#remember(message);
    else this.#pool.push(message);
    if (this.#pool.length > POOL_MAX) this.take(0);
  }

  at(position: number): Message | undefined {
    return this.#pool[position];
  }

  take(position: number): Message | undefined {
    const [message] = this.#pool.splice(position, 1);
    if (message !== undefined) this.#remember(message);
    return message;
  }

  takeAll(): Message[] {
    const all = this.#pool;
    this.#pool = [];
    return all;
  }

  /** Everything on its way from one replica to another, in order. */
  takeLink(from: ReplicaId, to: ReplicaId): Message[] {
    return this.takeWhere((message) => message.from === from && message.to === to);
  }

  takeWhere(isWanted: (message: Message) => boolean): Message[] {
    const taken = this.#pool.filter(isWanted);
    this.#pool = this.#pool.filter((message) => !isWanted(message));
    for (const message of taken) this.#remember(message);
    return taken;
  }

  /** A message from the past. */
  remembered(choice: number): Message | undefined {
    return this.#remembered[choice % this.#remembered.length];
  }

  cut(from: ReplicaId, to: ReplicaId): void {
    this.#cut.add(link(from, to));
  }

  mend(): void {
    this.#cut.clear();
  }

  #remember(message: Message): void {
    this.#remembered.push(message);
    if (this.#remembered.length > REMEMBERED_MAX) this.#remembered.splice(0, REMEMBERED_MAX / 2);
  }
}

function link(from: ReplicaId, to: ReplicaId): string {
  return `${from}-${to}`;
}
