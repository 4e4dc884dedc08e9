import { CompactionRequest, CompactionResponse, DeleteRangeRequest, DeleteRangeResponse, KV } from "@keyval/api";
import { PutRequest, PutResponse, RangeRequest, RangeResponse, RangeStreamResponse } from "@keyval/api";
import { TxnRequest, TxnResponse } from "@keyval/api";
import { raw, type RpcServer } from "@keyval/grpc";
import type { KvHandlers } from "../rpc/kv.js";
import { answerTo, copyOf, decodeFor, NOBODY, refuse } from "./answer.js";

/** The service KV on gRPC. */
export function serveKv(server: RpcServer, kv: KvHandlers): void {
  const { methods } = KV;
  server.handle(raw(methods.Range), (bytes, call) => {
    const request = decodeFor(call, RangeRequest, copyOf(bytes));
    if (request !== undefined) kv.range(request, answerTo(call, RangeResponse));
  });
  server.handle(raw(methods.RangeStream), (bytes, call) => {
    const request = decodeFor(call, RangeRequest, copyOf(bytes));
    if (request === undefined) return;
    const stream = kv.rangeStream(request, {
      piece: (piece, isLast) => {
        const goesOn = call.write(RangeStreamResponse.encode({ rangeResponse: piece }));
        if (isLast) call.end();
        return goesOn;
      },
      failed: (refusal) => {
        refuse(call, refusal);
      },
    });
    call.onWritable = () => {
      stream.resume();
    };
    call.onCancel = () => {
      stream.cancel();
    };
  });
  server.handle(raw(methods.Put), (bytes, call) => {
    const request = decodeFor(call, PutRequest, bytes);
    if (request !== undefined) kv.put(request, bytes, NOBODY, answerTo(call, PutResponse));
  });
  server.handle(raw(methods.DeleteRange), (bytes, call) => {
    const request = decodeFor(call, DeleteRangeRequest, bytes);
    if (request !== undefined) kv.deleteRange(request, bytes, NOBODY, answerTo(call, DeleteRangeResponse));
  });
  server.handle(raw(methods.Txn), (bytes, call) => {
    const kept = copyOf(bytes);
    const request = decodeFor(call, TxnRequest, kept);
    if (request !== undefined) kv.txn(request, kept, NOBODY, answerTo(call, TxnResponse));
  });
  server.handle(raw(methods.Compact), (bytes, call) => {
    const request = decodeFor(call, CompactionRequest, bytes);
    if (request !== undefined) kv.compact(request, bytes, NOBODY, answerTo(call, CompactionResponse));
  });
}
