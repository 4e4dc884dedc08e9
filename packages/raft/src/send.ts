import type { Message } from "./message.js";
import type { State } from "./state.js";

/** Leaves with this turn's output, while the disk writes. */
export function send(state: State, message: Message): void {
  state.outbox.messages.push(message);
}

/** Leaves once the term and the vote that it speaks of are durable (§5 of the paper). */
export function sendOnceDurable(state: State, message: Message): void {
  if (state.persistence.settled) send(state, message);
  else state.persistence.hold(message);
}
