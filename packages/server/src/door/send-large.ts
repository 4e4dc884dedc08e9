import { statusOf, type MessageCodec } from "@keyval/api";
import type { ReplyCall } from "@keyval/grpc";
import { Refusal } from "@keyval/statemachine";
import type { Answers } from "../rpc/answers.js";
import { ANSWER_STEP_BYTES } from "../rpc/limits.js";
import type { Encoding } from "./encode-pieces.js";
import { refuse } from "./refuse.js";

export interface LargeOptions {
  readonly answers: Answers;
  readonly codec: Pick<MessageCodec<unknown>, "encode">;
  readonly encodePieces: (response: object) => Encoding;
}

/** Answers a call with what is small. Returns how long it is. */
export function send(call: ReplyCall<Uint8Array>, response: object, codec: LargeOptions["codec"]): number {
  const encoded = codec.encode(response);
  call.reply(encoded);
  return encoded.length;
}

/**
 * Answers a call with what may be large: encoded in steps then, and counted in the budget until it is read. `done` hears how
 * long it is, 0 for a refusal, unless the client has gone before.
 */
export function sendLarge(
  call: ReplyCall<Uint8Array>,
  response: object,
  { answers, codec, encodePieces }: LargeOptions,
  done: (bytes: number) => void,
): void {
  const isGone = (): boolean => call.isOver;
  answers.measure(response, isGone, (bytes) => {
    if (bytes <= ANSWER_STEP_BYTES) {
      done(send(call, response, codec));
      return;
    }
    const release = answers.budget.take(call.peer, bytes);
    if (release instanceof Refusal) {
      refuse(call, statusOf(release.error));
      done(0);
      return;
    }
    call.whenFinished(release);
    answers.make(encodePieces(response), isGone, (encoded) => {
      // The call ends once nearly all of it has been read.
      call.onWritable = () => {
        call.end();
      };
      if (call.write(encoded)) call.end();
      done(encoded.length);
    });
  });
}
