import type { Compression } from "./compression.js";
import type { MessageReader } from "./message-reader.js";
import { Status } from "./status.js";

/** What is wrong with what the other side sent, as the status that ends the call. */
export interface Fault {
  readonly code: Status;
  readonly message: string;
}

/** The fault of a reader that stopped. */
export function faultOf(reader: MessageReader, bytesMax: number): Fault {
  return reader.fault === "tooLarge"
    ? tooLarge(bytesMax)
    : { code: Status.INTERNAL, message: "a message begins with flags that gRPC does not know" };
}

/** Makes a compressed message what it was. */
export function decompress(
  message: Uint8Array,
  compression: Compression | undefined,
  bytesMax: number,
): Uint8Array | Fault {
  if (compression === undefined) {
    return { code: Status.INTERNAL, message: "a message is compressed, and grpc-encoding does not say how" };
  }
  const unpacked = compression.decompress(message, bytesMax);
  if (unpacked === "tooLarge") return tooLarge(bytesMax);
  if (unpacked === "damaged") return { code: Status.INTERNAL, message: `a message is no ${compression.name}` };
  return unpacked;
}

export function tooLarge(bytesMax: number): Fault {
  return {
    code: Status.RESOURCE_EXHAUSTED,
    message: `a message is larger than ${bytesMax} bytes, the most that is taken here`,
  };
}
