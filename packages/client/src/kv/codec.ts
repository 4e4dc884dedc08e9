import { CodecError } from "../errors/index.js";
import { toBytes } from "./bytes.js";
import type { StandardSchema } from "./standard-schema.js";

/** How values of a type become bytes and back. */
export interface Codec<In, Out = In> {
  encode(value: In): Uint8Array;
  /** Throws a `CodecError` where the bytes are no such value. */
  decode(bytes: Uint8Array): Out;
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** Bytes as they are. */
export const bytes: Codec<Uint8Array> = { encode: (value) => value, decode: (value) => value };

/** Texts in UTF-8. Bytes can be put as well; what is read has to be a text. */
export const string: Codec<string | Uint8Array, string> = {
  encode: toBytes,
  decode: (value) => {
    try {
      return decoder.decode(value);
    } catch (cause) {
      throw new CodecError("the value is no text: read it with the codec `bytes`", { cause });
    }
  },
};

/** Values as JSON. That they are of the type is the program's promise; see `schema`. */
export function json<T>(): Codec<T> {
  return {
    encode: (value) => {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) throw new CodecError("the value has no JSON: functions, symbols and undefined have none");
      return toBytes(text);
    },
    decode: (value) => {
      try {
        return JSON.parse(decoder.decode(value)) as T;
      } catch (cause) {
        throw new CodecError("the value is no JSON", { cause });
      }
    },
  };
}

/** Values as JSON that a schema of zod, valibot, arktype or any other with the Standard Schema interface has judged. */
export function schema<In, Out>(standard: StandardSchema<In, Out>): Codec<In, Out> {
  const plain = json<unknown>();
  return {
    encode: (value) => {
      judge(standard, value);
      return plain.encode(value);
    },
    decode: (value) => judge(standard, plain.decode(value)),
  };
}

function judge<Out>(standard: StandardSchema<unknown, Out>, value: unknown): Out {
  const result = standard["~standard"].validate(value);
  if (result instanceof Promise) throw new CodecError("a schema that validates later can not be used as a codec");
  if (result.issues === undefined) return result.value;
  const issues = result.issues.map(({ message }) => message).join("; ");
  throw new CodecError(`the value does not fit its schema: ${issues}`);
}
