import { KV, RangeStreamResponse } from "@keyval/api";
import { lastingUnary, stream, unary, type StreamCall, type StreamSink, type UnaryCall } from "./call.js";
import type { KvHandlers, StreamControl } from "./kv.js";

const { Range, RangeStream, Put, DeleteRange, Txn, Compact } = KV.methods;

/** The service KV, as it is called. */
export function kvCalls(kv: KvHandlers): UnaryCall[] {
  return [
    lastingUnary(Range, (request, _, reply) => {
      kv.range(request, reply);
    }),
    unary(Put, (request, { body, caller }, reply) => {
      kv.put(request, body, caller, reply);
    }),
    // With `prev_kv` it is first counted in slices what the answer will be.
    lastingUnary(DeleteRange, (request, { body, caller }, reply) => {
      kv.deleteRange(request, body, caller, reply);
    }),
    lastingUnary(Txn, (request, { body, caller }, reply) => {
      kv.txn(request, body, caller, reply);
    }),
    unary(Compact, (request, { body, caller }, reply) => {
      kv.compact(request, body, caller, reply);
    }),
  ];
}

export function kvStreams(kv: KvHandlers): StreamCall[] {
  return [
    stream(RangeStream, (sink) => {
      let control: StreamControl | undefined;
      return {
        take: (request) => {
          control = kv.rangeStream(request, piecesTo(sink));
        },
        requestsEnded: () => undefined,
        resume: () => control?.resume(),
        close: () => control?.cancel(),
      };
    }),
  ];
}

function piecesTo(sink: StreamSink): Parameters<KvHandlers["rangeStream"]>[1] {
  return {
    piece: (piece, isLast) => {
      const goesOn = sink.send(RangeStreamResponse.encode({ rangeResponse: piece }));
      if (isLast) sink.end();
      return goesOn;
    },
    failed: ({ error }) => {
      sink.fail(error);
    },
  };
}
