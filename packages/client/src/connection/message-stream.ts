import type { Init } from "@keyval/api";
import { MessageWriter, type OutgoingMessages, RpcError } from "@keyval/grpc";
import type { OpenStream } from "./open-stream.js";

/** A call on which both sides send messages: read by `for await`, once. */
export interface BidiStream<Request, Response> extends AsyncIterable<Response>, Disposable {
  /** Whom it goes to. */
  readonly endpoint: string;
  /** Resolves when there is room for more: false once the call is over. */
  write(request: Init<Request>): Promise<boolean>;
  /** That was all. */
  end(): void;
  cancel(): void;
}

/** An open stream, and what came on it since its first moment. */
interface Reading<Response> extends OpenStream {
  readonly incoming: AsyncIterable<Response>;
}

/** The messages of an open stream; fails with this package's errors where the stream does. */
export function messages<Response>(stream: Reading<Response>): AsyncIterable<Response> {
  return {
    async *[Symbol.asyncIterator]() {
      try {
        yield* stream.incoming;
      } catch (error) {
        throw error instanceof RpcError ? stream.errorOf(error) : error;
      }
    },
  };
}

export function bidiStream<Request, Response>(
  stream: Reading<Response> & { readonly call: OutgoingMessages<Init<Request>> },
): BidiStream<Request, Response> {
  const { call, endpoint } = stream;
  const writer = new MessageWriter(call);
  const cancel = (): void => call.cancel();
  return {
    ...messages(stream),
    endpoint: endpoint.text,
    write: (request) => writer.write(request),
    end: () => call.end(),
    cancel,
    [Symbol.dispose]: cancel,
  };
}
