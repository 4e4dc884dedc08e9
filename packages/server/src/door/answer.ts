import { DecodeError, statusOf, type MessageCodec } from "@keyval/api";
import { Status, type Call, type ReplyCall } from "@keyval/grpc";
import { Refusal } from "@keyval/statemachine";
import type { Caller, Reply } from "../rpc/reply.js";

/** Users are to come: until then nobody is anybody. */
export const NOBODY: Caller = { user: "", authRevision: 0 };

/** Answers a call with the bytes of a message, or with the error that clients of etcd know. */
export function answerTo<T>(
  call: ReplyCall<Uint8Array>,
  codec: MessageCodec<T>,
  fail: (call: Call, refusal: Refusal) => void = refuse,
): Reply<T> {
  return (answer) => {
    if (answer instanceof Refusal) fail(call, answer);
    else call.reply(codec.encode(answer as Parameters<typeof codec.encode>[0]));
  };
}

export function refuse(call: Call, { error }: Refusal): void {
  const { code, message } = statusOf(error);
  call.fail(code as Status, message);
}

/** etcd's services that are themselves clients of it pass on the text of an error, and lose its code. */
export function refuseUncoded(call: Call, { error }: Refusal): void {
  call.fail(Status.UNKNOWN, statusOf(error).message);
}

/** A request from its bytes, which are copied where it lives on after this turn; undefined, and the call failed, if it is none. */
export function decodeFor<T>(call: Call, codec: MessageCodec<T>, bytes: Uint8Array): T | undefined {
  try {
    return codec.decode(bytes);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    call.fail(Status.INTERNAL, `the request can not be read: ${error.message}`);
    return undefined;
  }
}

/** What was lent for the turn, to be kept. (`slice` of a Buffer would be a view.) */
export function copyOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes);
}
