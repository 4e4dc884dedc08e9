import { CommandLog, KV, Maintenance, Snapshot } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import type { Calls, StreamCall, UnaryCall } from "./call.js";

/** What a learner answers, as with etcd: of ranges only those that are content with what it has, which they say themselves; its log and what changed. */
const ANSWERED: ReadonlySet<string> = new Set(
  [
    ...[KV.methods.Range, Maintenance.methods.Status, Maintenance.methods.Snapshot],
    ...[CommandLog.methods.Read, Snapshot.methods.Since],
  ].map(({ path }) => path),
);

const NOTHING = (): void => undefined;
const DEAF = { take: NOTHING, requestsEnded: NOTHING, resume: NOTHING, close: NOTHING };

/** The same calls, most of which are refused while this member is a learner. */
export function fitForLearners({ unary, streams }: Calls, isLearner: () => boolean): Calls {
  const fitUnary = (call: UnaryCall): UnaryCall => ({
    ...call,
    answer: (request, incoming, reply) => {
      if (isLearner()) reply(new Refusal("notSupportedForLearner"));
      else call.answer(request, incoming, reply);
    },
  });
  const fitStream = (call: StreamCall): StreamCall => ({
    ...call,
    open: (sink, caller) => {
      if (!isLearner()) return call.open(sink, caller);
      sink.fail("notSupportedForLearner");
      return DEAF;
    },
  });
  return { unary: fitted(unary, fitUnary), streams: fitted(streams, fitStream) };
}

function fitted<Call>(calls: ReadonlyMap<string, Call>, fit: (call: Call) => Call): ReadonlyMap<string, Call> {
  return new Map([...calls].map(([path, call]) => [path, ANSWERED.has(path) ? call : fit(call)]));
}
