import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import {
  compressionAlgorithms,
  credentials,
  type Client,
  makeGenericClientConstructor,
  Metadata as JsMetadata,
  Server as JsServer,
  ServerCredentials,
  type ServiceDefinition,
  type ServiceError,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import type { Channel } from "../client/channel.js";
import { QUESTION_BYTES_MAX } from "../limits.js";
import type { RpcServer } from "../server/rpc-server.js";
import type { Service } from "../service/service.js";
import { Health, healthService, ServingStatus } from "../services/health.js";
import { shopFile, commonFile } from "../services/descriptor.test-helper.js";
import { reflectionHandlers, reflectionServiceV1, reflectionServiceV1Alpha } from "../services/reflection.js";
import { type Server, serve } from "../transport/index.js";
import { ProtoWriter, protoNumber, readProto } from "../wire/proto.js";
import { cases } from "./cases.test-helper.js";
import { realChannel } from "./channel.test-helper.js";
import { testServer } from "./test-server.test-helper.js";
import { type StreamingRequest, type SimpleRequest, testService } from "./test-service.test-helper.js";

/** Our description of a service, as grpc-js takes it. */
function definitionOf(service: Service): ServiceDefinition {
  const entries = Object.entries(service.methods).map(([name, { path, kind, request, response }]) => [
    name,
    {
      path,
      requestStream: kind === "clientStream" || kind === "bidi",
      responseStream: kind === "serverStream" || kind === "bidi",
      requestSerialize: (message: unknown) => Buffer.from(request.encode(message)),
      requestDeserialize: (bytes: Buffer) => request.decode(bytes),
      responseSerialize: (message: unknown) => Buffer.from(response.encode(message)),
      responseDeserialize: (bytes: Buffer) => response.decode(bytes),
    },
  ]);
  return Object.fromEntries(entries) as ServiceDefinition;
}

/** What grpc-js makes of a definition: a method for each, which TypeScript can not know of. */
interface Duplex {
  write(message: unknown): void;
  end(): void;
  cancel(): void;
  on(event: string, listener: (value: never) => void): this;
}
type Reply = (error: ServiceError | null, response: unknown) => void;
type JsClient = Client & Record<string, (...parameters: unknown[]) => Duplex>;

function jsClient(service: Service, port: number, options: object = {}): JsClient {
  const Constructor = makeGenericClientConstructor(definitionOf(service), service.name);
  return new Constructor(`127.0.0.1:${port}`, credentials.createInsecure(), options) as unknown as JsClient;
}

function unary(client: JsClient, method: string, request: unknown, options: object = {}): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const reply: Reply = (error, response) => (error === null ? resolve(response) : reject(error));
    client[method]?.(request, new JsMetadata(), options, reply);
  });
}

/** Messages, then "end", or "error <code>". */
function conversation(call: Duplex | undefined): Promise<unknown[]> {
  return new Promise((resolve) => {
    const seen: unknown[] = [];
    call?.on("data", (message: unknown) => seen.push(message));
    call?.on("end", () => resolve([...seen, "end"]));
    call?.on("error", (error: ServiceError) => resolve([...seen, `error ${error.code}`]));
  });
}

void describe("the client of @grpc/grpc-js and our server", () => {
  let rpc: RpcServer;
  let server: Server;
  let client: JsClient;
  const health = new Health();

  before(async () => {
    rpc = testServer();
    rpc.serve(healthService, health.handlers);
    const reflection = reflectionHandlers([shopFile, commonFile]);
    rpc.serve(reflectionServiceV1, reflection);
    rpc.serve(reflectionServiceV1Alpha, reflection);
    server = await serve({ host: "127.0.0.1", port: 0, accept: (connection, peer) => rpc.accept(connection, peer) });
    client = jsClient(testService, server.port);
  });

  after(async () => {
    client.close();
    await server.stop(2000);
  });

  const request = (fields: Partial<SimpleRequest> = {}) => ({ responseSize: 0, payloadSize: 0, ...fields });

  it("unary, empty and large", async () => {
    assert.deepEqual(await unary(client, "emptyCall", {}), {});
    assert.equal(await unary(client, "unaryCall", request({ responseSize: 314159, payloadSize: 271828 })), 314159);
  });

  it("unary with gzip both ways", async () => {
    const zipped = jsClient(testService, server.port, {
      "grpc.default_compression_algorithm": compressionAlgorithms.gzip,
    });
    assert.equal(await unary(zipped, "unaryCall", request({ responseSize: 1000, payloadSize: 2000 })), 1000);
    zipped.close();
  });

  it("statuses with their messages", async () => {
    const message = "\ttab ☺ 100%";
    await assert.rejects(unary(client, "unaryCall", request({ status: { code: 9, message } })), {
      code: status.FAILED_PRECONDITION,
      details: message,
    });
  });

  it("deadlines", async () => {
    const call = client["fullDuplexCall"]?.({ deadline: Date.now() + 50 });
    assert.deepEqual(await conversation(call), ["error 4"]);
  });

  it("client streaming", async () => {
    const sum = await new Promise((resolve, reject) => {
      const reply: Reply = (error, response) => (error === null ? resolve(response) : reject(error));
      const call = client["streamingInputCall"]?.(reply);
      for (const size of [27182, 8, 1828, 45904]) call?.write(size);
      call?.end();
    });
    assert.equal(sum, 74922);
  });

  it("server streaming, with messages larger than a window", async () => {
    const responses = [3_000_000, 1, 3_000_000].map((size) => ({ size, intervalUs: 0 }));
    const call = client["streamingOutputCall"]?.({ responses, payloadSize: 0 } satisfies StreamingRequest);
    assert.deepEqual(await conversation(call), [3_000_000, 1, 3_000_000, "end"]);
  });

  it("bidirectional streaming, and its cancellation", async () => {
    const call = client["fullDuplexCall"]?.();
    const seen = conversation(call);
    for (const size of [1, 70_000, 3]) call?.write({ responses: [{ size, intervalUs: 0 }], payloadSize: size });
    call?.end();
    assert.deepEqual(await seen, [1, 70_000, 3, "end"]);
    const cancelled = client["fullDuplexCall"]?.();
    const result = conversation(cancelled);
    cancelled?.write({ responses: [{ size: 1, intervalUs: 0 }], payloadSize: 0 });
    cancelled?.on("data", () => cancelled.cancel());
    assert.deepEqual(await result, [1, "error 1"]);
  });

  it("a message over the limit", async () => {
    await assert.rejects(unary(client, "unaryCall", request({ payloadSize: 4 * 2 ** 20 })), { code: 8 });
  });

  it("health", async () => {
    const checker = jsClient(healthService, server.port);
    assert.equal(await unary(checker, "check", ""), ServingStatus.SERVING);
    await assert.rejects(unary(checker, "check", "nobody"), { code: status.NOT_FOUND });
    const seen: unknown[] = [];
    const watch = checker["watch"]?.("shop");
    await new Promise<void>((resolve) => {
      watch?.on("data", (value: unknown) => {
        seen.push(value);
        if (seen.length === 1) health.set("shop", ServingStatus.SERVING);
        if (seen.length === 2) health.shutDown();
        if (seen.length === 3) resolve();
      });
      watch?.on("error", () => undefined);
    });
    watch?.cancel();
    assert.deepEqual(seen, [ServingStatus.SERVICE_UNKNOWN, ServingStatus.SERVING, ServingStatus.NOT_SERVING]);
    health.set("shop", ServingStatus.SERVING);
    assert.equal(await unary(checker, "check", "shop"), ServingStatus.NOT_SERVING, "a shutdown is for good");
    checker.close();
  });

  it("reflection, under both of its names", async () => {
    const questions: [Uint8Array, number][] = [
      [new ProtoWriter().text(1, "h").text(7, "*").finish(), 6],
      [new ProtoWriter().text(4, "shop.Order").finish(), 4],
      [new ProtoWriter().text(3, "common.proto").finish(), 4],
      [new ProtoWriter().text(3, "no.proto").finish(), 7],
      [new ProtoWriter().message(5, new ProtoWriter().text(1, "common.Base").number(2, 101).finish()).finish(), 4],
      [new ProtoWriter().text(6, "common.Base").finish(), 5],
      [new ProtoWriter().text(6, "common.No").finish(), 7],
    ];
    for (const service of [reflectionServiceV1, reflectionServiceV1Alpha]) {
      const asker = jsClient(service, server.port);
      const call = asker["info"]?.();
      const answers = conversation(call);
      for (const [question] of questions) call?.write(question);
      call?.end();
      const kinds = (await answers).map((answer) => {
        if (!(answer instanceof Uint8Array)) return answer;
        const fields = readProto(answer) ?? [];
        assert.ok(
          fields.some(({ number }) => number === 2),
          "the question comes back",
        );
        const error = fields.find(({ number }) => number === 7)?.bytes;
        if (error !== undefined) assert.equal(protoNumber(readProto(error) ?? [], 1), 5);
        return fields.find(({ number }) => number >= 4)?.number;
      });
      assert.deepEqual(kinds, [...questions.map(([, kind]) => kind), "end"]);
      for (const bad of [Uint8Array.of(255), new ProtoWriter().text(4, "x".repeat(QUESTION_BYTES_MAX)).finish()]) {
        const wrong = asker["info"]?.();
        wrong?.write(bad);
        assert.deepEqual(await conversation(wrong), ["error 3"]);
      }
      asker.close();
    }
  });

  it("leaves no call behind", () => assert.deepEqual([rpc.openCalls, rpc.openDeadlines], [0, 0]));
});

/** The test service on grpc-js, as far as the cases use it. */
const jsHandlers: UntypedServiceImplementation = {
  emptyCall: ((_: unknown, reply: Reply) => reply(null, {})) as never,
  unaryCall: ((call: JsCall<SimpleRequest>, reply: (...values: unknown[]) => void) => {
    const trailers = echo(call);
    const { status: asked, responseSize } = call.request;
    if (asked !== undefined) reply({ code: asked.code, details: asked.message });
    else reply(null, responseSize, trailers);
  }) as never,
  streamingOutputCall: ((call: JsCall<StreamingRequest>) => {
    for (const { size } of call.request.responses) call.write(size);
    call.end();
  }) as never,
  streamingInputCall: ((call: JsCall<number>, reply: Reply) => {
    let sum = 0;
    call.on("data", (size: number) => (sum += size));
    call.on("end", () => reply(null, sum));
  }) as never,
  fullDuplexCall: ((call: JsCall<StreamingRequest>) => {
    const trailers = echo(call);
    call.on("data", ({ responses, status: asked }: StreamingRequest) => {
      if (asked !== undefined) call.emit("error", { code: asked.code, details: asked.message });
      for (const { size } of responses) call.write(size);
    });
    call.on("end", () => call.end(trailers));
  }) as never,
};

interface JsCall<Request> {
  readonly request: Request;
  readonly metadata: JsMetadata;
  sendMetadata(metadata: JsMetadata): void;
  write(message: unknown): void;
  end(trailers?: JsMetadata): void;
  emit(event: string, value: unknown): void;
  on(event: string, listener: (value: never) => void): void;
}

function echo(call: JsCall<unknown>): JsMetadata {
  const [initial, trailers] = [new JsMetadata(), new JsMetadata()];
  for (const value of call.metadata.get("x-grpc-test-echo-initial")) initial.add("x-grpc-test-echo-initial", value);
  for (const value of call.metadata.get("x-grpc-test-echo-trailing-bin")) {
    trailers.add("x-grpc-test-echo-trailing-bin", value);
  }
  call.sendMetadata(initial);
  return trailers;
}

void describe("our client and the server of @grpc/grpc-js", () => {
  const server = new JsServer();
  let port = 0;
  let channel: Channel;

  before(async () => {
    server.addService(definitionOf(testService), jsHandlers);
    port = await new Promise((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    channel = realChannel([port]);
  });

  after(() => {
    channel.close();
    server.forceShutdown();
  });

  for (const [name, run] of Object.entries(cases)) {
    it(name, async () => {
      await run(channel, () => realChannel([port]));
      assert.equal(channel.openCalls, 0);
    });
  }
});
