/**
 * A server of one kind in a process of its own, for `grpc.bench.ts`: `grpc-server.js <kind>`, with the key and the
 * certificate in the environment if it is to speak TLS. It says its port to its parent, and its CPU time when asked.
 */
import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { Server as JsServer, ServerCredentials } from "@grpc/grpc-js";
import { RpcServer, type WriteCall } from "@keyval/grpc";
import { nodeClock, serve } from "@keyval/grpc/transport";
import {
  echo,
  STREAM_MESSAGE_BYTES,
  STREAM_PATH,
  stream,
  type ServerAnswer,
  type ServerKind,
  type Tls,
  UNARY_PATH,
} from "./grpc-messages.js";

const message = Buffer.alloc(STREAM_MESSAGE_BYTES, "m");
const { TLS } = process.env as { readonly TLS?: string };
const tls = TLS === undefined ? undefined : (JSON.parse(TLS) as Tls);

const starts: Readonly<Record<ServerKind, () => Promise<number>>> = {
  keyval: async () => {
    const rpc = new RpcServer({
      clock: nodeClock,
      failed: (bug) => {
        throw bug;
      },
    });
    rpc.handle(echo, (request, call) => call.reply(new Uint8Array(request)));
    rpc.handle(stream, (request, call) => writeMany(call, Number(Buffer.from(request).toString())));
    const server = await serve({
      host: "127.0.0.1",
      port: 0,
      ...(tls && { tls }),
      accept: (connection, peer) => rpc.accept(connection, peer),
    });
    return server.port;
  },

  // The least that a server on Node's own HTTP/2 has to do for a unary call.
  http2: () => {
    const server: Http2Server = tls === undefined ? createServer() : createSecureServer(tls);
    server.on("stream", (call: ServerHttp2Stream) => {
      const pieces: Buffer[] = [];
      call.on("data", (piece: Buffer) => pieces.push(piece));
      call.on("end", () => {
        call.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        call.on("wantTrailers", () => call.sendTrailers({ "grpc-status": "0" }));
        call.end(Buffer.concat(pieces));
      });
    });
    return new Promise((resolve) => {
      server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  },

  "grpc-js": () => {
    const server = new JsServer();
    const serialize = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
    const deserialize = (bytes: Buffer): Buffer => bytes;
    const codecs = {
      requestSerialize: serialize,
      requestDeserialize: deserialize,
      responseSerialize: serialize,
      responseDeserialize: deserialize,
    };
    server.addService(
      {
        echo: { path: UNARY_PATH, requestStream: false, responseStream: false, ...codecs },
        stream: { path: STREAM_PATH, requestStream: false, responseStream: true, ...codecs },
      },
      {
        echo: (call: { request: Buffer }, reply: (error: null, response: Buffer) => void) => reply(null, call.request),
        stream: (call: JsWriter) => writeManyJs(call, Number(call.request.toString())),
      },
    );
    const credentials =
      tls === undefined
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(null, [{ private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.cert) }]);
    return new Promise((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", credentials, (error, port) => (error === null ? resolve(port) : reject(error)));
    });
  },
};

function writeMany(call: WriteCall<Uint8Array>, count: number): void {
  let left = count;
  call.onWritable = () => {
    while (left > 0) {
      left -= 1;
      if (!call.write(message)) return;
    }
    call.end();
  };
  call.onWritable();
}

interface JsWriter {
  readonly request: Buffer;
  write(message: Buffer): boolean;
  end(): void;
  once(event: "drain", listener: () => void): void;
}

function writeManyJs(call: JsWriter, count: number): void {
  for (let left = count; left > 0; left--) {
    if (!call.write(message)) {
      call.once("drain", () => writeManyJs(call, left - 1));
      return;
    }
  }
  call.end();
}

function say(answer: ServerAnswer): void {
  process.send?.(answer);
}

const kind = process.argv[2] as ServerKind;
say({ port: await starts[kind]() });
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  say({ cpuMicros: user + system });
});
process.on("disconnect", () => process.exit());
