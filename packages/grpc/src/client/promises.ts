import type { Method } from "../service/service.js";
import type { CallOptions, IncomingMessages, OutgoingMessages } from "./call.js";
import type { Channel } from "./channel.js";
import type { RpcError } from "./rpc-error.js";

/** A unary call for who would rather wait for it: the response, or an `RpcError`. */
export function callUnary<Request, Response>(
  channel: Channel,
  method: Method<Request, Response, "unary">,
  request: Request,
  options?: CallOptions,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    channel.unary(
      method,
      request,
      (error, response) => {
        if (error === undefined) resolve(response as Response);
        else reject(error);
      },
      options,
    );
  });
}

/**
 * The messages of a call, one after the other; fails with an `RpcError` where the call does. Whoever leaves the loop
 * early cancels the call. To be asked for in the turn that makes the call.
 */
export function messagesOf<Response>(call: IncomingMessages<Response>): AsyncIterable<Response> {
  const arrivals = new Arrivals(call);
  return { [Symbol.asyncIterator]: () => iterate(call, arrivals) };
}

async function* iterate<Response>(
  call: IncomingMessages<Response>,
  arrivals: Arrivals<Response>,
): AsyncGenerator<Response, void, void> {
  try {
    for (let message = await arrivals.next(); message !== undefined; message = await arrivals.next())
      yield message.value;
  } finally {
    call.cancel();
  }
}

/** What has come and was not asked for yet: one message, or as many as one read brings after the first. */
class Arrivals<Response> {
  readonly #call: IncomingMessages<Response>;
  readonly #messages: { readonly value: Response }[] = [];
  #hasEnded = false;
  #failure: RpcError | undefined;
  #wake: () => void = () => undefined;

  constructor(call: IncomingMessages<Response>) {
    this.#call = call;
    call.onMessage = (message) => {
      // Bytes are only lent, and nobody can say when this one is asked for.
      const value = message instanceof Uint8Array ? (new Uint8Array(message) as Response) : message;
      this.#messages.push({ value });
      call.pause();
      this.#wake();
    };
    call.onEnd = (error) => {
      this.#hasEnded = true;
      this.#failure = error;
      this.#wake();
    };
  }

  async next(): Promise<{ readonly value: Response } | undefined> {
    if (this.#messages.length === 0 && !this.#hasEnded) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      this.#call.resume();
      await woken;
    }
    const message = this.#messages.shift();
    if (message === undefined && this.#failure !== undefined) throw this.#failure;
    return message;
  }
}

/** Writes messages, and waits where the call has more to send than is good. */
export class MessageWriter<Request> {
  readonly #call: OutgoingMessages<Request>;
  /** Those that wait for room. */
  #waiting: (() => void)[] = [];

  constructor(call: OutgoingMessages<Request>) {
    this.#call = call;
    call.onWritable = () => this.#wake();
    call.whenFinished(() => this.#wake());
  }

  /** False once the call is over, and nothing more can be written. */
  async write(message: Request): Promise<boolean> {
    const hasRoom = this.#call.write(message);
    if (!hasRoom && !this.#call.isOver) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return !this.#call.isOver;
  }

  end(): void {
    this.#call.end();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
