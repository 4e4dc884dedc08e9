import type { Message } from "@keyval/raft";
import type { LogMirror } from "../world/log-mirror.js";
import type { Checker, CheckerWorld } from "./checker.js";

/**
 * What a member tells others of its votes and its log is on its disk when it tells it (figure 2 of the paper: "persistent
 * state, updated on stable storage before responding"), and so is its candidacy.
 */
export function durableWords(world: CheckerWorld): Checker {
  return {
    sent: ({ member, mirror }, frames) => {
      for (const frame of frames) {
        if (frame.kind !== "raft" || isDurable(frame.message, mirror)) continue;
        const { kind, to, term } = frame.message;
        world.violated(`${member} sent ${kind} of term ${term} to ${to} before it was on its disk`);
      }
    },
  };
}

function isDurable(message: Message, { hardState, last }: LogMirror): boolean {
  switch (message.kind) {
    case "voteRequest":
      return message.pre || hasVoted(message.from);
    case "voteReply":
      return message.pre || !message.granted || hasVoted(message.to);
    case "appendReply":
      return hardState.term >= message.term && (!message.accepted || last >= message.index);
    case "heartbeatReply":
      return hardState.term >= message.term;
    default:
      return true;
  }

  /** Of a term that is over nothing is known any more. */
  function hasVoted(candidate: number): boolean {
    const { term, vote } = hardState;
    return term > message.term || (term === message.term && vote === candidate);
  }
}
