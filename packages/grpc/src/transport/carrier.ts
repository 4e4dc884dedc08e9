import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { ErrorCode } from "../http2/error-code.js";
import type { Machine } from "../http2/machine.js";
import type { Turned, Turns } from "./turns.js";

/** Encrypted bytes are copied on their way anyway: a small answer is not worth a new buffer for all. */
const COPIED_BYTES_MAX = 4096;

const nothing = Buffer.alloc(0);

/** Carries the bytes between a machine and its socket. */
export class Carrier implements Turned {
  readonly socket: Socket;
  readonly #machine: Machine;
  readonly #turns: Turns;
  readonly #encrypted: boolean;
  /** Will be visited at the end of this turn. */
  #listed = false;
  /** The socket is not connected yet, or has not taken all that was written. */
  #blocked: boolean;
  #gone = false;

  /** `makeMachine` gets what the machine is to call when it wants to be visited. */
  constructor(
    socket: Socket,
    turns: Turns,
    connected: boolean,
    makeMachine: (wake: () => void) => Machine,
    closed: (carrier: Carrier) => void,
  ) {
    this.socket = socket;
    this.#turns = turns;
    this.#encrypted = socket instanceof TLSSocket;
    this.#blocked = !connected;
    this.#machine = makeMachine(() => this.#list());
    socket.on("data", (bytes) => this.receive(bytes));
    socket.on("end", () => this.#end("the peer closed the connection"));
    socket.on("error", (error) => this.#end(error.message));
    socket.on("close", () => {
      this.#end("the connection is closed");
      closed(this);
    });
  }

  receive(bytes: Uint8Array): void {
    if (!this.#gone) this.#machine.receive(bytes);
  }

  /** The socket can be written to for the first time. */
  connected(): void {
    this.#blocked = false;
    this.#list();
  }

  close(): void {
    this.#machine.close();
  }

  /** Says goodbye without waiting for anything, and closes once that is said. */
  abort(text: string): void {
    this.#machine.abort(ErrorCode.NO_ERROR, text);
  }

  tick(now: number): void {
    if (this.#machine.tick(now, this.socket.writableLength)) this.socket.destroy();
  }

  endTurn(turns: Turns): void {
    this.#listed = false;
    if (this.#gone) return;
    this.#machine.settle();
    if (this.#blocked) return;
    this.flush(turns);
    if (this.#machine.finished) {
      // What has ended with these last bytes is still to be told.
      this.#machine.settle();
      this.socket.end();
      this.#gone = true;
    } else if (this.#machine.hasOutput) this.#list();
  }

  /** One buffer a turn, so that no connection keeps the others waiting. */
  flush(turns: Turns): void {
    if (this.#gone || this.#blocked) return;
    const length = this.#machine.pull(turns.buffer);
    if (length > 0) this.#writeBytes(turns, length);
  }

  #list(): void {
    if (this.#listed || this.#gone) return;
    this.#listed = true;
    this.#turns.add(this);
  }

  #writeBytes(turns: Turns, length: number): void {
    const { socket } = this;
    const bytes = turns.buffer.subarray(0, length);
    if (this.#encrypted) {
      this.#blocked = true;
      if (length > COPIED_BYTES_MAX) turns.keepBuffer();
      socket.write(length > COPIED_BYTES_MAX ? bytes : Buffer.from(bytes), this.#written);
      return;
    }
    socket.write(bytes);
    if (socket.writableLength === 0) return;
    // The kernel did not take all of it. What is written behind it is done when it is.
    this.#blocked = true;
    turns.keepBuffer();
    socket.write(nothing, this.#written);
  }

  readonly #written = (): void => {
    this.#blocked = false;
    if (!this.#gone && (this.#machine.hasOutput || this.#machine.finished)) this.#list();
  };

  #end(text: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#machine.ended(text);
    this.socket.destroy();
  }
}
