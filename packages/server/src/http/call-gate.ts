import type { HttpReply } from "./http-reply.js";

/** What waiting requests may pin together, and what each of them counts beside its body. */
const WAITING_BYTES_MAX = 64 * 1_048_576;
const REQUEST_OWN_BYTES = 1_024;

interface Waiting {
  readonly reply: HttpReply;
  readonly bytes: number;
  readonly run: () => void;
}

/** Lets so many requests be answered at a time. Others wait for their turn, for as long as their clients do. */
export class CallGate {
  readonly #most: number;
  #open = 0;
  readonly #waiting = new Set<Waiting>();
  #waitingBytes = 0;
  #isLettingIn = false;

  constructor(most: number) {
    this.#most = most;
  }

  /** False where too many wait already. */
  enter(reply: HttpReply, bodyBytes: number, run: () => void): boolean {
    const waiting = { reply, run, bytes: bodyBytes + REQUEST_OWN_BYTES };
    if (this.#open >= this.#most && this.#waitingBytes + waiting.bytes > WAITING_BYTES_MAX) return false;
    this.#waiting.add(waiting);
    this.#waitingBytes += waiting.bytes;
    reply.onGone = () => {
      this.#take(waiting);
    };
    this.#letIn();
    return true;
  }

  #take(waiting: Waiting): void {
    if (this.#waiting.delete(waiting)) this.#waitingBytes -= waiting.bytes;
  }

  /** One that is answered at once makes room for the next, which is not let in from within. */
  #letIn(): void {
    if (this.#isLettingIn) return;
    this.#isLettingIn = true;
    for (const waiting of this.#waiting) {
      if (this.#open >= this.#most) break;
      this.#take(waiting);
      this.#open += 1;
      waiting.reply.onOver = () => {
        this.#open -= 1;
        this.#letIn();
      };
      waiting.run();
    }
    this.#isLettingIn = false;
  }
}
