import { Reader } from "./reader.js";
import { Writer } from "./writer.js";

/** A message of which any field may be left out, in the messages inside it too. */
export type Init<T> = T extends Uint8Array | string | number | bigint | boolean | undefined
  ? T
  : T extends readonly (infer Element)[]
    ? readonly Init<Element>[]
    : { readonly [Field in keyof T]?: Init<T[Field]> | undefined };

/** What the generator writes for each message. */
export interface MessageFunctions<T> {
  /** `package.Message` */
  readonly name: string;
  /** A message with every field set; one that is left out has the value that it has when left out on the wire. */
  create(init?: Init<T>): T;
  /** Reads up to `end`; goes on with `from`, a message that comes in parts, and takes over its lists. */
  read(reader: Reader, end: number, from?: T): T;
  /** Writes the content, without a length, in front of what the writer holds. */
  write(message: Init<T>, writer: Writer): void;
}

export interface MessageCodec<T> extends MessageFunctions<T> {
  encode(message: Init<T>): Uint8Array;
  /** Its bytes are views of the given ones. Throws a `DecodeError` where these are no such message. */
  decode(bytes: Uint8Array): T;
}

// Encoding is never interrupted, so that one writer serves all messages.
const shared = new Writer();

export function messageCodec<T>(functions: MessageFunctions<T>): MessageCodec<T> {
  return {
    ...functions,
    encode(message) {
      // There may be something from a message that could not be written.
      shared.clear();
      functions.write(message, shared);
      return shared.take();
    },
    decode: (bytes) => functions.read(new Reader(bytes), bytes.length),
  };
}
