import { ALL_ANSWERS_BYTES_MAX, ANSWER_BYTES_MAX, MESSAGE_OWN_BYTES } from "./limits.js";

/** The memory that answers on their way may take, one by one and all together. */
export class AnswerBudget {
  #bytes = 0;

  /** Bytes of all answers on their way. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What gives the answer's bytes back; undefined where there are too many. */
  take(answer: unknown): (() => void) | undefined {
    const most = Math.min(ANSWER_BYTES_MAX, ALL_ANSWERS_BYTES_MAX - this.#bytes);
    const bytes = bytesOf(answer, most);
    if (bytes > most) return undefined;
    this.#bytes += bytes;
    let isTaken = true;
    return () => {
      if (isTaken) this.#bytes -= bytes;
      isTaken = false;
    };
  }
}

/** What a message pins, counted no further than to the first byte beyond the most. */
function bytesOf(value: unknown, most: number): number {
  if (value instanceof Uint8Array || typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let bytes = MESSAGE_OWN_BYTES;
  for (const part of Array.isArray(value) ? (value as unknown[]) : Object.values(value)) {
    bytes += bytesOf(part, most - bytes);
    if (bytes > most) break;
  }
  return bytes;
}
