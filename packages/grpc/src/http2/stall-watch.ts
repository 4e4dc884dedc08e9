import { STALL_BYTES_MIN } from "../limits.js";
import { ErrorCode } from "./error-code.js";
import type { MachineState } from "./machine-state.js";

/**
 * Finds what does not get on. Each look notes what waits to be sent, and by the next one a little of it must have left.
 * Who waits for nothing, as a quiet stream of events does, is never meant.
 */
export class StallWatch {
  /** What the socket must have got rid of by the next look, and what all streams must have sent. */
  #dueFromSocket = 0;
  #dueFromStreams = 0;

  /** `pulled` counts the bytes that the socket was given, `unwritten` those that it still has. */
  look(state: MachineState, pulled: number, unwritten: number): void {
    const { outbox } = state;
    let starved = 0;
    let ready = outbox.controlFrames;
    for (const stream of state.streams.all()) {
      if (outbox.starves(stream)) starved += stream.unsent;
      else if (stream.queue !== undefined) ready += 1;
      else if (stream.sent < stream.due) {
        state.refusals.add("stalled-stream", "it gives a stream no window for what it asked for");
        state.resetStream(stream, ErrorCode.ENHANCE_YOUR_CALM);
      } else stream.due = dueAfter(stream.sent, stream.unsent);
    }
    const waiting = unwritten + ready;
    const taken = pulled - unwritten;
    if (waiting > 0 && taken < this.#dueFromSocket) state.refuse("stalled", "it does not read what it asked for");
    if (starved > 0 && outbox.streamBytes < this.#dueFromStreams) {
      state.refuse("stalled", "it gives the connection no window for what it asked for");
    }
    this.#dueFromSocket = dueAfter(taken, waiting);
    this.#dueFromStreams = dueAfter(outbox.streamBytes, starved);
  }
}

function dueAfter(sent: number, waiting: number): number {
  return sent + Math.min(waiting, STALL_BYTES_MIN);
}
