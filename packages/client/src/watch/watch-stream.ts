import { type Init, Watch, type WatchCreateRequest, type WatchRequest, type WatchResponse } from "@keyval/api";
import { messagesOf, type OutgoingMessages, RpcError } from "@keyval/grpc";
import type { Connection } from "../connection/connection.js";
import { methodInfo } from "../connection/method-info.js";
import { openStream, type OpenStream } from "../connection/open-stream.js";
import type { CallOptions } from "../connection/options.js";
import { owned } from "../connection/owned-method.js";
import { ConnectionLost, type ErrorContext, type KeyValError, UnexpectedStatus } from "../errors/index.js";
import { WATCH_QUIET_MS } from "../limits.js";

const method = owned(Watch.methods.Watch);
/** What is known of the method. */
export const WATCH = methodInfo(method);

type Opened = OpenStream & {
  readonly call: OutgoingMessages<Init<WatchRequest>>;
  readonly incoming: AsyncIterable<WatchResponse>;
};

/**
 * One stream with one watch on it: a slow reader keeps nobody else waiting. It asks the server how far it is when it has
 * heard nothing for a while, so that a server that has forgotten it, or is gone, does not pass for one without news.
 */
export class WatchStream {
  readonly #connection: Connection;
  readonly #stream: Opened;
  readonly #incoming: AsyncIterator<WatchResponse>;
  readonly #answerMs: number;

  private constructor(connection: Connection, stream: Opened, answerMs: number) {
    this.#connection = connection;
    this.#stream = stream;
    this.#incoming = stream.incoming[Symbol.asyncIterator]();
    this.#answerMs = answerMs;
  }

  /** `answerMs`: how long the server may take to say anything at all. */
  static async open(
    connection: Connection,
    createRequest: Init<WatchCreateRequest>,
    options: CallOptions,
    answerMs: number,
  ): Promise<WatchStream> {
    const stream = await openStream(
      connection,
      WATCH,
      { requireLeader: true, ...options },
      (channel, streamOptions) => {
        const call = channel.bidi(method, streamOptions);
        return { call, incoming: messagesOf(call) };
      },
    );
    stream.call.write({ createRequest });
    return new WatchStream(connection, stream, answerMs);
  }

  /** What the server says to the request: it owes that at once. */
  async created(): Promise<WatchResponse> {
    return (await this.#within(this.#next(), this.#answerMs)) ?? this.#fail();
  }

  /** The next response; fails where the stream does, or where the server does not answer. */
  async next(): Promise<WatchResponse> {
    const next = this.#next();
    const response = await this.#within(next, WATCH_QUIET_MS);
    if (response !== undefined) return response;
    this.#stream.call.write({ progressRequest: {} });
    return (await this.#within(next, this.#answerMs)) ?? this.#fail();
  }

  /** The server has refused the watch, for this reason. */
  refused(error: KeyValError): void {
    this.#stream.learn(error);
    this.close();
  }

  close(): void {
    this.#stream.call.cancel();
  }

  async #next(): Promise<WatchResponse> {
    try {
      const next = await this.#incoming.next();
      if (next.done !== true) return next.value;
    } catch (failure) {
      if (!(failure instanceof RpcError)) throw failure;
      const error = this.#stream.errorOf(failure);
      // Whatever ends streams there may go on to do so.
      if (error instanceof UnexpectedStatus) this.#stream.endpoint.penalise();
      throw error;
    }
    throw new ConnectionLost("the server has ended the watch", "notApplied", this.context);
  }

  /** Undefined if it takes longer. */
  async #within(next: Promise<WatchResponse>, milliseconds: number): Promise<WatchResponse | undefined> {
    // It may fail when nobody waits for it any more.
    next.catch(() => undefined);
    let tooLate: () => void = () => undefined;
    const late = new Promise<undefined>((resolve) => (tooLate = () => resolve(undefined)));
    const timer = this.#connection.clock.after(milliseconds, tooLate);
    try {
      return await Promise.race([next, late]);
    } finally {
      timer.cancel();
    }
  }

  #fail(): never {
    this.#stream.endpoint.penalise();
    this.close();
    throw new ConnectionLost("the server has stopped to answer the watch", "notApplied", this.context);
  }

  /** For errors. */
  get context(): ErrorContext {
    return { method: WATCH.method, endpoint: this.#stream.endpoint.text };
  }
}
