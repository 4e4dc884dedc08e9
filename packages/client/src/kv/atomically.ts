import type { CallOptions } from "../connection/options.js";
import { pauseAfter } from "../connection/retry.js";
import { Compacted, Contended } from "../errors/index.js";
import { Draft } from "./draft.js";
import type { Scope } from "./scope.js";

const METHOD = { method: "KV/Txn" };

/** Tries a change until nothing that it read has changed before it took effect, or its time is over. */
export async function atomically<In, Out, Result>(
  scope: Scope<In, Out>,
  change: (draft: Draft<In, Out>) => Promise<Result> | Result,
  options: CallOptions,
): Promise<Result> {
  const { connection } = scope;
  const giveUp = connection.giveUp(METHOD, options);
  // Each call of an attempt has what is left by then.
  const inTime: CallOptions = {
    ...options,
    get timeoutMs() {
      return giveUp.timeLeftMs;
    },
  };
  for (let attempts = 1; ; attempts++) {
    giveUp.check();
    const draft = new Draft(scope, inTime);
    try {
      const result = await change(draft);
      if (await draft.commit()) return result;
    } catch (error) {
      // The revision of the first read may be compacted before the last one.
      if (!(error instanceof Compacted)) throw error;
    }
    const contended = new Contended("other changes came first each time: change fewer keys at once", METHOD);
    await pauseAfter(contended, giveUp, attempts, connection.random);
  }
}
