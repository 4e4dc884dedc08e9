import assert from "node:assert/strict";
import type { CallOptions } from "../client/call.js";
import type { Channel } from "../client/channel.js";
import { callUnary, messagesOf, MessageWriter } from "../client/promises.js";
import { RpcError } from "../client/rpc-error.js";
import { Metadata } from "../wire/metadata.js";
import { Status } from "../wire/status.js";
import { testService, unimplementedMethod, unimplementedService } from "./test-service.test-helper.js";

const { emptyCall, unaryCall, streamingInputCall, streamingOutputCall, fullDuplexCall } = testService.methods;

const REQUEST_SIZES = [27182, 8, 1828, 45904];
const RESPONSE_SIZES = [31415, 9, 2653, 58979];
const LARGE_REQUEST = 271828;
const LARGE_RESPONSE = 314159;

async function failsWith(code: Status, message: RegExp | undefined, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(error instanceof RpcError, String(error));
    assert.equal(error.code, code, error.message);
    if (message !== undefined) assert.match(error.details, message);
    return true;
  });
}

async function collect<T>(messages: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const message of messages) all.push(message);
  return all;
}

async function largeUnary(channel: Channel, options?: CallOptions): Promise<void> {
  const request = { responseSize: LARGE_RESPONSE, payloadSize: LARGE_REQUEST };
  assert.equal(await callUnary(channel, unaryCall, request, options), LARGE_RESPONSE);
}

/** The client's side of gRPC's interoperability test cases (doc/interop-test-descriptions.md of gRPC), by their names. */
export const cases: Readonly<Record<string, (channel: Channel, connect: () => Channel) => Promise<void>>> = {
  empty_unary: async (channel) => assert.deepEqual(await callUnary(channel, emptyCall, {}), {}),

  large_unary: (channel) => largeUnary(channel),

  client_streaming: async (channel) => {
    const sum = await new Promise((resolve, reject) => {
      const call = channel.clientStream(streamingInputCall, (error, response) =>
        error === undefined ? resolve(response) : reject(error),
      );
      for (const size of REQUEST_SIZES) call.write(size);
      call.end();
    });
    assert.equal(sum, 74922);
  },

  server_streaming: async (channel) => {
    const responses = RESPONSE_SIZES.map((size) => ({ size, intervalUs: 0 }));
    const call = channel.serverStream(streamingOutputCall, { responses, payloadSize: 0 });
    assert.deepEqual(await collect(messagesOf(call)), RESPONSE_SIZES);
  },

  ping_pong: async (channel) => {
    const call = channel.bidi(fullDuplexCall);
    const messages = messagesOf(call)[Symbol.asyncIterator]();
    for (const [at, size] of RESPONSE_SIZES.entries()) {
      call.write({ responses: [{ size, intervalUs: 0 }], payloadSize: REQUEST_SIZES[at] ?? 0 });
      assert.equal((await messages.next()).value, size);
    }
    call.end();
    assert.equal((await messages.next()).done, true);
  },

  empty_stream: async (channel) => {
    const call = channel.bidi(fullDuplexCall);
    call.end();
    assert.deepEqual(await collect(messagesOf(call)), []);
  },

  timeout_on_sleeping_server: async (channel) => {
    const call = channel.bidi(fullDuplexCall, { timeoutMs: 1 });
    call.write({ responses: [], payloadSize: 27182 });
    await failsWith(Status.DEADLINE_EXCEEDED, undefined, collect(messagesOf(call)));
  },

  cancel_after_begin: async (channel) => {
    const result = new Promise((resolve, reject) => {
      const call = channel.clientStream(streamingInputCall, (error) =>
        error === undefined ? resolve(0) : reject(error),
      );
      setImmediate(() => call.cancel());
    });
    await failsWith(Status.CANCELLED, undefined, result);
  },

  cancel_after_first_response: async (channel) => {
    const call = channel.bidi(fullDuplexCall);
    const messages = messagesOf(call)[Symbol.asyncIterator]();
    call.write({ responses: [{ size: 31415, intervalUs: 0 }], payloadSize: 27182 });
    assert.equal((await messages.next()).value, 31415);
    call.cancel();
    await failsWith(Status.CANCELLED, undefined, messages.next());
  },

  status_code_and_message: async (channel) => {
    const status = { code: 2, message: "test status message" };
    const unary = callUnary(channel, unaryCall, { responseSize: 0, payloadSize: 0, status });
    await failsWith(Status.UNKNOWN, /^test status message$/, unary);
    const call = channel.bidi(fullDuplexCall);
    call.write({ responses: [], payloadSize: 0, status });
    call.end();
    await failsWith(Status.UNKNOWN, /^test status message$/, collect(messagesOf(call)));
  },

  special_status_message: async (channel) => {
    const message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
    const request = { responseSize: 0, payloadSize: 0, status: { code: 2, message } };
    await assert.rejects(callUnary(channel, unaryCall, request), { code: Status.UNKNOWN, details: message });
  },

  custom_metadata: async (channel) => {
    const value = "test_initial_metadata_value";
    const bytes = Uint8Array.of(0xab, 0xab, 0xab);
    const metadata = Metadata.of({ "x-grpc-test-echo-initial": value, "x-grpc-test-echo-trailing-bin": bytes });
    await new Promise<void>((resolve, reject) => {
      const call = channel.unary(
        unaryCall,
        { responseSize: LARGE_RESPONSE, payloadSize: LARGE_REQUEST },
        (error) => (error === undefined ? resolve() : reject(error)),
        { metadata },
      );
      call.whenFinished(() => {
        assert.equal(call.metadata?.get("x-grpc-test-echo-initial"), value);
        assert.deepEqual(call.trailers?.getBytes("x-grpc-test-echo-trailing-bin"), bytes);
      });
    });
    const call = channel.bidi(fullDuplexCall, { metadata });
    const writer = new MessageWriter(call);
    const received = collect(messagesOf(call));
    await writer.write({ responses: [{ size: 314159, intervalUs: 0 }], payloadSize: 271828 });
    writer.end();
    assert.deepEqual(await received, [314159]);
    assert.equal(call.metadata?.get("x-grpc-test-echo-initial"), value);
    assert.deepEqual(call.trailers?.getBytes("x-grpc-test-echo-trailing-bin"), bytes);
  },

  unimplemented_method: (channel) =>
    failsWith(Status.UNIMPLEMENTED, undefined, callUnary(channel, unimplementedMethod, {})),

  unimplemented_service: (channel) =>
    failsWith(Status.UNIMPLEMENTED, undefined, callUnary(channel, unimplementedService, {})),

  rpc_soak: async (channel) => {
    for (let iteration = 0; iteration < 10; iteration++) await largeUnary(channel);
  },

  channel_soak: async (_, connect) => {
    for (let iteration = 0; iteration < 10; iteration++) {
      const channel = connect();
      await largeUnary(channel);
      channel.close();
    }
  },

  gzip: async (channel) => {
    await largeUnary(channel, { compress: true });
    const call = channel.bidi(fullDuplexCall, { compress: true });
    for (const size of RESPONSE_SIZES) call.write({ responses: [{ size, intervalUs: 0 }], payloadSize: size });
    call.end();
    assert.deepEqual(await collect(messagesOf(call)), RESPONSE_SIZES);
  },
};
