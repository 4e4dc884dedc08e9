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

export const UNKNOWN_COMPRESSION: Fault = {
  code: Status.INTERNAL,
  message: "a message is compressed, and grpc-encoding does not say how",
};

/** The fault of a message that can not be unpacked. */
export function faultOfUnpacking(fault: "tooLarge" | "damaged", name: string, bytesMax: number): Fault {
  return fault === "tooLarge" ? tooLarge(bytesMax) : { code: Status.INTERNAL, message: `a message is no ${name}` };
}

export function tooLarge(bytesMax: number): Fault {
  return {
    code: Status.RESOURCE_EXHAUSTED,
    message: `a message is larger than ${bytesMax} bytes, the most that is taken here`,
  };
}
