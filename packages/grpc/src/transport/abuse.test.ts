import assert from "node:assert/strict";
import { once } from "node:events";
import * as http2 from "node:http2";
import { connect as connectTcp, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import type { HeaderBlock } from "../hpack/header-block.js";
import * as frame from "../http2/frame.js";
import {
  EchoServer,
  okHeaders,
  okTrailers,
  postHeaders,
  RecordedStream,
  RecordingClient,
} from "../http2/owners.test-helper.js";
import * as raw from "../http2/raw-peer.test-helper.js";
import type { Http2Stream } from "../http2/stream.js";
import type { Http2Limits } from "../limits.js";
import { makeCertificate } from "./certificate.test-helper.js";
import { connect, serve, type Server, type ServerOptions } from "./index.js";

/** Deadlines are looked at once a second, so these are over after the second look. */
const impatient: Partial<Http2Limits> = { handshakeMillis: 500, goodbyeMillis: 500 };

async function serveEcho(options: Partial<ServerOptions<RecordedStream>> = {}): Promise<Server> {
  const server = await serve<RecordedStream>({ port: 0, accept: () => new EchoServer(), ...options });
  after(() => server.stop(0));
  return server;
}

/** A raw connection that has said something. Resets are what it asks for, and no error of the test. */
function dial(server: Server, ...bytes: Uint8Array[]): Socket {
  const socket = connectTcp(server.port, "localhost");
  socket.on("error", () => undefined);
  for (const piece of bytes) socket.write(piece);
  return socket;
}

/** Beside whatever goes on, an honest client is served. */
async function assertServes(server: Server, scheme = "http", ca?: string): Promise<void> {
  const client = http2.connect(`${scheme}://localhost:${server.port}`, ca === undefined ? {} : { ca });
  const stream = client.request({ ":method": "POST", ":path": "/" });
  stream.end("well?");
  assert.equal(Buffer.concat((await stream.toArray()) as Buffer[]).toString(), "well?");
  client.close();
  await once(client, "close");
}

/** The server hears of the end of a connection a little later than the other side. */
async function assertEmpty(server: Server): Promise<void> {
  while (server.connections > 0) await new Promise(setImmediate);
  assert.equal(server.connections, 0);
}

describe("who says too little is let go, and counted", () => {
  for (const [name, said] of [
    ["nothing", ""],
    ["two bytes of a preface", "PR"],
    ["half a preface", "PRI * HTTP/2.0\r\n"],
  ] as const) {
    test(name, async () => {
      const server = await serveEcho({ limits: impatient });
      const socket = dial(server, Buffer.from(said));
      await assertServes(server);
      socket.resume();
      await once(socket, "close");
      assert.equal(server.refusals.count("handshake"), 1);
      await assertEmpty(server);
    });
  }

  test("the beginning of a TLS handshake", async () => {
    const certificate = makeCertificate();
    const server = await serveEcho({ limits: impatient, tls: certificate });
    const socket = dial(server, Buffer.of(0x16, 3, 1, 2, 0));
    await assertServes(server, "https", certificate.cert);
    await once(socket, "close");
    assert.equal(server.refusals.count("handshake"), 1);
  });
});

test("garbage that looks like TLS closes its own connection only", async () => {
  const certificate = makeCertificate();
  const server = await serveEcho({ tls: certificate });
  const socket = dial(server, Buffer.from(Uint8Array.from({ length: 1000 }, (_, at) => (at === 0 ? 0x16 : at * 7))));
  socket.resume();
  await once(socket, "close");
  await assertServes(server, "https", certificate.cert);
});

test("connections above the limit are closed at once, and taken again when there is room", async () => {
  const server = await serveEcho({ limits: { connections: 1 } });
  const first = dial(server, raw.clientHello);
  await once(first, "data");
  const second = dial(server, raw.clientHello);
  await once(second, "close");
  assert.equal(server.refusals.count("connections"), 1);
  first.destroy();
  await assertEmpty(server);
  await assertServes(server);
});

test("a peer that asks for much and reads nothing: what waits is bounded, and others are served", async () => {
  let answered = 0;
  class Generous extends EchoServer {
    override onRequest(stream: Http2Stream<RecordedStream>, headers: HeaderBlock, ended: boolean): void {
      if (headers.get(":path") !== "/echo") {
        super.onRequest(stream, headers, ended);
        return;
      }
      answered++;
      stream.respond(okHeaders, -1, new Uint8Array(1_000_000), okTrailers);
    }
  }
  const server = await serveEcho({ accept: () => new Generous(), limits: { connectionUnsentBytes: 20_000_000 } });
  const wide = [raw.settingsFrame([4, 2 ** 31 - 1]), frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, 2 ** 30)];
  const socket = dial(server, raw.clientHello, ...wide);
  socket.pause();
  for (let id = 1; id < 200; id += 2)
    socket.write(raw.headersFrame(id, undefined, frame.END_HEADERS | frame.END_STREAM));
  while (answered < 100) await assertServes(server);
  // What the kernel took on its way has left; all else is waiting or was refused.
  assert.ok(server.refusals.count("unsent") >= 60, `${server.refusals.count("unsent")} refused`);
  socket.destroy();
});

test("a peer that reads nothing of a large answer is let go after its time", async () => {
  const owner = new EchoServer();
  const asked = new Promise<void>((resolve) => {
    owner.answer = (stream) => {
      stream.respond(okHeaders, -1, new Uint8Array(50_000_000), okTrailers);
      resolve();
    };
  });
  const server = await serveEcho({ accept: () => owner, limits: { ...impatient, stallMillis: 1000 } });
  const wide = [raw.settingsFrame([4, 2 ** 31 - 1]), frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, 2 ** 30)];
  const socket = dial(server, raw.clientHello, raw.settingsAck, ...wide, raw.requestFrames(1));
  socket.pause();
  await asked;
  await assertEmpty(server);
  assert.equal(owner.closed, "11 it does not read what it asked for");
  assert.equal(server.refusals.count("stalled"), 1);
  socket.destroy();
});

test("a stream of 50 MB and small calls on the same connection both arrive, the small ones first", async () => {
  const limits = { connectionUnsentBytes: 2 ** 28 };
  const server = await serveEcho({ limits });
  const accept = (): RecordingClient => new RecordingClient();
  const connection = connect<RecordedStream>({ host: "localhost", port: server.port, accept, limits });
  const call = (body: Uint8Array): { record: RecordedStream; end: Promise<void> } => {
    const record = new RecordedStream();
    const end = new Promise<void>((resolve) => (record.ended = resolve));
    connection.request(record, postHeaders, undefined, false)?.sendData(-1, body, true);
    return { record, end };
  };
  const bulk = call(new Uint8Array(50_000_000));
  for (let at = 0; at < 20; at++) {
    const small = call(new Uint8Array(100));
    await small.end;
    assert.equal(small.record.bytes.length, 100);
  }
  assert.equal(bulk.record.over, false);
  await bulk.end;
  assert.equal(bulk.record.bytes.length, 50_000_000);
  connection.close();
});

test("who closes its half of the connection is gone, with all its streams", async () => {
  const owner = new EchoServer();
  const server = await serveEcho({ accept: () => owner });
  const socket = dial(server, raw.clientHello, raw.headersFrame(1), raw.headersFrame(3));
  while (owner.streams.size < 2) await new Promise(setImmediate);
  socket.resume();
  socket.end();
  await once(socket, "close");
  await assertEmpty(server);
  assert.deepEqual(
    [...owner.streams.values()].map((record) => record.lines.at(-1)),
    ["reset 8 by connection", "reset 8 by connection"],
  );
  assert.match(owner.closed ?? "", /the peer closed/);
});
