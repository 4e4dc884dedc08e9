import { HeaderBlock } from "../hpack/header-block.js";
import type { ClientOwner, Http2Connection } from "../http2/connection.js";
import type { EncodedHeaders } from "../hpack/encoded-headers.js";
import type { Http2Stream, StreamOwner } from "../http2/stream.js";
import { FakeStream } from "../wire/fake-stream.test-helper.js";
import type { Dial } from "./subchannel.js";

/** A connection that a test plays the server of. */
export class FakeConnection implements Http2Connection {
  memo: unknown;
  bytesReceived = 0;
  streamBytesSent = 0;
  usable = true;
  readonly streams: FakeStream[] = [];
  /** Streams that may be opened. */
  room = Infinity;
  readonly ends: string[] = [];
  owner!: ClientOwner;

  constructor(readonly address: string) {}

  get openStreams(): number {
    return this.streams.filter(({ owner }) => owner !== undefined).length;
  }

  request(
    owner: StreamOwner,
    headers: EncodedHeaders,
    more: EncodedHeaders | undefined,
    end: boolean,
  ): Http2Stream | undefined {
    if (this.room === 0 || !this.usable) return undefined;
    this.room -= 1;
    const stream = new FakeStream();
    stream.owner = owner;
    stream.sendHeaders(headers, more, end);
    this.streams.push(stream);
    return stream;
  }

  ping(payload: number): void {
    this.ends.push(`ping ${payload}`);
  }

  close(): void {
    this.ends.push("close");
  }

  abort(code: number, text: string): void {
    this.ends.push(`abort ${code} ${text}`);
  }

  refuse(refusal: string, text: string): void {
    this.ends.push(`refuse ${refusal} ${text}`);
  }

  get last(): FakeStream {
    const stream = this.streams.at(-1);
    if (stream === undefined) throw new RangeError("no stream was opened");
    return stream;
  }

  /** Answers the last stream in one read. */
  answer(
    body: Uint8Array,
    trailers: Readonly<Record<string, string>> = { "grpc-status": "0" },
    stream = this.last,
  ): void {
    this.owner.onWholeResponse(stream, goodHeaders(), body, block(trailers));
  }

  /** Breaks, as a machine would tell it. */
  break(text: string): void {
    this.usable = false;
    for (const stream of this.streams) stream.owner?.onReset(stream, 0, "connection", false);
    this.owner.onClose(0, text);
  }
}

/** Every connection that a channel has asked for, in order. */
export class FakeNetwork {
  readonly connections: FakeConnection[] = [];

  readonly dial: Dial = (address, accept) => {
    const connection = new FakeConnection(address);
    connection.owner = accept(connection);
    this.connections.push(connection);
    return connection;
  };

  get last(): FakeConnection {
    const connection = this.connections.at(-1);
    if (connection === undefined) throw new RangeError("nobody has connected");
    return connection;
  }

  get addresses(): string {
    return this.connections.map(({ address }) => address).join();
  }
}

export function block(fields: Readonly<Record<string, string>>): HeaderBlock {
  return new HeaderBlock(Object.keys(fields), Object.values(fields));
}

export function goodHeaders(extra: Readonly<Record<string, string>> = {}): HeaderBlock {
  return block({ ":status": "200", "content-type": "application/grpc", ...extra });
}
