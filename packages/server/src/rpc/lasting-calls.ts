import { Election, Lock, statusOf } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Calls, StreamCall, UnaryCall } from "./call.js";

/** Whoever calls these waits for others, however long that takes. */
const WAITING: readonly string[] = [Lock.methods.Lock.path, Election.methods.Campaign.path];

/** Calls that may last for as long as their clients like. A server that stops ends them, and tells their clients. */
export class LastingCalls {
  readonly #open = new Set<() => void>();

  /** The same calls, of which those that last end with this. */
  of({ unary, streams }: Calls): Calls {
    return {
      unary: new Map([...unary].map(([path, call]) => [path, WAITING.includes(path) ? this.#waiting(call) : call])),
      streams: new Map([...streams].map(([path, call]) => [path, this.#stream(call)])),
    };
  }

  stop(): void {
    for (const end of [...this.#open]) end();
  }

  #waiting(call: UnaryCall): UnaryCall {
    const answer: UnaryCall["answer"] = (request, incoming, reply) => {
      let giveUp = (): void => undefined;
      const end = (): void => {
        if (!this.#open.delete(end)) return;
        reply(new Refusal("stopped"));
        giveUp();
      };
      this.#open.add(end);
      const whenGone = (run: () => void): void => {
        giveUp = run;
        incoming.whenGone(() => {
          if (this.#open.delete(end)) run();
        });
      };
      call.answer(request, { ...incoming, whenGone }, (response) => {
        if (this.#open.delete(end)) reply(response);
      });
    };
    // Others are there to go to, whatever else these calls say without a code.
    const status: UnaryCall["statusOf"] = (error) => (error === "stopped" ? statusOf(error) : call.statusOf(error));
    return { ...call, answer, statusOf: status };
  }

  #stream(call: StreamCall): StreamCall {
    const open: StreamCall["open"] = (sink, caller) => {
      const taker = call.open(sink, caller);
      const end = (): void => {
        if (this.#open.delete(end)) sink.fail("stopped");
      };
      this.#open.add(end);
      return {
        take: (request) => {
          taker.take(request);
        },
        requestsEnded: () => {
          taker.requestsEnded();
        },
        resume: () => {
          taker.resume();
        },
        close: () => {
          this.#open.delete(end);
          taker.close();
        },
      };
    };
    return { ...call, open };
  }
}
