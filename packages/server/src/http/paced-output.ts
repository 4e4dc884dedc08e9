import type { HttpReply } from "./http-reply.js";
import { CHUNK_CHARACTERS, SLICE_MS } from "./limits.js";

/** Writes long texts, piece by piece as they are made, in slices of time and no faster than the client reads. */
export class PacedOutput {
  /** There is room again, after a `push` that returned false. */
  onRoom: () => void = () => undefined;
  readonly #reply: HttpReply;
  readonly #texts: Iterator<string>[] = [];
  #hasEnded = false;
  /** The client is to read first. */
  #isBlocked = false;
  #isScheduled = false;
  #wantsRoom = false;

  constructor(reply: HttpReply) {
    this.#reply = reply;
    reply.onDrain = () => {
      this.#isBlocked = false;
      // A socket that takes everything says so within the turn, again and again: only another turn is one for others.
      if (!this.#isScheduled) this.#writeLater();
    };
  }

  /** False if no more should come before `onRoom`. */
  push(text: Iterable<string>): boolean {
    this.#texts.push(text[Symbol.iterator]());
    this.#write();
    this.#wantsRoom = this.#isBlocked || this.#texts.length > 0;
    return !this.#wantsRoom;
  }

  /** The answer ends behind what was pushed. */
  end(): void {
    this.#hasEnded = true;
    this.#write();
  }

  #write(): void {
    if (this.#isScheduled) return;
    const due = performance.now() + SLICE_MS;
    while (this.#texts.length > 0 && !this.#isBlocked && !this.#reply.isOver) {
      if (performance.now() >= due) {
        this.#writeLater();
        return;
      }
      const text = this.#gather();
      if (text !== "") this.#isBlocked = !this.#reply.write(Buffer.from(text));
    }
    if (this.#reply.isOver) this.#texts.length = 0;
    if (this.#texts.length > 0) return;
    if (this.#hasEnded) this.#reply.end();
    else if (this.#wantsRoom && !this.#isBlocked) {
      this.#wantsRoom = false;
      this.onRoom();
    }
  }

  #writeLater(): void {
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#write();
    });
  }

  #gather(): string {
    let text = "";
    while (text.length < CHUNK_CHARACTERS && this.#texts[0] !== undefined) {
      const next = this.#texts[0].next();
      if (next.done === true) this.#texts.shift();
      else text += next.value;
    }
    return text;
  }
}

/** A whole answer from pieces: in one go if it is short, else paced. Calls back once nothing of it is needed any more. */
export function sendPaced(
  reply: HttpReply,
  status: number,
  type: string,
  text: Iterator<string>,
  done: () => void,
): void {
  let start = "";
  let next = text.next();
  while (next.done !== true && start.length < CHUNK_CHARACTERS) {
    start += next.value;
    next = text.next();
  }
  if (next.done === true) {
    reply.send(status, type, start);
    done();
    return;
  }
  const output = new PacedOutput(reply);
  reply.onGone = done;
  reply.begin(status, [["content-type", type]]);
  output.push(withEnd(start + next.value, text, done));
  output.end();
}

function* withEnd(start: string, rest: Iterator<string>, done: () => void): Generator<string, void> {
  yield start;
  for (let next = rest.next(); next.done !== true; next = rest.next()) yield next.value;
  done();
}
