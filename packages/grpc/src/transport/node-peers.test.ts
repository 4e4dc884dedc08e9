import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import * as http2 from "node:http2";
import { get as getSecurely } from "node:https";
import type { AddressInfo } from "node:net";
import { after, describe, test } from "node:test";
import type { Http2Connection } from "../http2/connection.js";
import { EchoServer, postHeaders, RecordedStream, RecordingClient } from "../http2/owners.test-helper.js";
import { makeCertificate } from "./certificate.test-helper.js";
import { connect, serve } from "./index.js";

const certificate = makeCertificate();

function patterned(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) & 0xff));
}

const sizes = [0, 1, 100, 16_384, 16_385, 65_536, 3_000_000];

for (const encrypted of [false, true]) {
  describe(encrypted ? "with TLS" : "in plaintext", () => {
    test("a client of node:http2 gets from our server what it sent", async () => {
      const server = await serve({ port: 0, ...(encrypted && { tls: certificate }), accept: () => new EchoServer() });
      const client = http2.connect(`http${encrypted ? "s" : ""}://localhost:${server.port}`, { ca: certificate.cert });
      const bodies = await Promise.all(sizes.map((size) => callWithNode(client, patterned(size))));
      assert.deepEqual(
        bodies.map((body) => body.length),
        sizes,
      );
      for (const body of bodies) assert.ok(body.equals(patterned(body.length)));
      client.close();
      await server.stop(5000);
      assert.equal(server.connections, 0);
    });

    test("our client gets from a server of node:http2 what it sent", async () => {
      const server = encrypted ? http2.createSecureServer(certificate) : http2.createServer();
      server.on("stream", (stream: http2.ServerHttp2Stream) => {
        stream.respond({ ":status": 200 }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "x-end": "good" }));
        stream.pipe(stream);
      });
      server.listen(0);
      await once(server, "listening");
      const client = new RecordingClient();
      const connection = connect<RecordedStream>({
        host: "localhost",
        port: (server.address() as AddressInfo).port,
        ...(encrypted && { tls: { ca: certificate.cert } }),
        accept: () => client,
      });
      const records = await Promise.all(sizes.map((size) => call(connection, patterned(size))));
      for (const [at, record] of records.entries()) {
        assert.ok(Buffer.from(record.bytes).equals(patterned(sizes[at] ?? 0)));
        assert.equal(record.lines.at(-1), "trailers x-end=good");
      }
      assert.equal(connection.openStreams, 0);
      connection.close();
      server.close();
      await once(server, "close");
      assert.match(client.closed ?? "", /^0 /);
    });

    test("our client and our server understand each other", async () => {
      const server = await serve({ port: 0, ...(encrypted && { tls: certificate }), accept: () => new EchoServer() });
      const connection = connect<RecordedStream>({
        host: "localhost",
        port: server.port,
        ...(encrypted && { tls: { ca: certificate.cert } }),
        accept: () => new RecordingClient(),
      });
      const records = await Promise.all([...sizes, ...sizes].map((size) => call(connection, patterned(size))));
      for (const [at, record] of records.entries()) {
        assert.ok(Buffer.from(record.bytes).equals(patterned(sizes[at % sizes.length] ?? 0)));
      }
      connection.close();
      await server.stop(5000);
      assert.equal(server.connections, 0);
    });
  });
}

test("HTTP/1.1, HTTP/2 and both with TLS share one port", async () => {
  const server = await serve({
    port: 0,
    tls: certificate,
    plaintext: true,
    accept: () => new EchoServer(),
    http1: (request, response) => response.end(`old ${request.url ?? ""}`),
  });
  after(() => server.stop(0));
  const { port } = server;
  assert.equal(await bodyOf(get({ port, host: "localhost", path: "/plain", agent: false })), "old /plain");
  const secure = getSecurely({ port, host: "localhost", path: "/tls", ca: certificate.cert, agent: false });
  assert.equal(await bodyOf(secure), "old /tls");
  for (const scheme of ["http", "https"]) {
    const client = http2.connect(`${scheme}://localhost:${port}`, { ca: certificate.cert });
    assert.equal((await callWithNode(client, Buffer.from("new"))).toString(), "new");
    client.close();
    await once(client, "close");
  }
});

test("a server without HTTP/1.1 closes such connections, and one with TLS only all others", async () => {
  const plain = await serve({ port: 0, accept: () => new EchoServer() });
  const encrypted = await serve({ port: 0, tls: certificate, accept: () => new EchoServer() });
  after(() => Promise.all([plain.stop(0), encrypted.stop(0)]));
  for (const { port } of [plain, encrypted]) {
    await assert.rejects(bodyOf(get({ port, host: "localhost", agent: false })), { code: "ECONNRESET" });
  }
});

test("a connection that cannot be made ends, and its calls were not processed", async () => {
  const server = await serve({ port: 0, accept: () => new EchoServer() });
  const { port } = server;
  await server.stop(0);
  const client = new RecordingClient();
  const record = await call(connect<RecordedStream>({ host: "localhost", port, accept: () => client }), patterned(10));
  assert.deepEqual(record.lines, ["reset 8 by connection unprocessed"]);
  assert.match(client.closed ?? "", /ECONNREFUSED/);
});

test("a server that stops lets calls finish, and refuses new ones", async () => {
  const owner = new EchoServer();
  const server = await serve({ port: 0, accept: () => owner });
  const client = http2.connect(`http://localhost:${server.port}`);
  const slow = client.request({ ":method": "POST", ":path": "/" });
  slow.write("begun ");
  await once(client, "remoteSettings");
  await callWithNode(client, Buffer.from("another"));
  const stopped = server.stop(5000);
  const [code] = (await once(client, "goaway")) as [number];
  assert.equal(code, 0);
  slow.end("and ended");
  assert.equal(await textOf(slow), "begun and ended");
  await stopped;
  assert.equal(owner.closed, "0 closed in good order");
  assert.equal(server.connections, 0);
});

test("a server that stops hard resets what is open", async () => {
  const server = await serve({ port: 0, accept: () => new EchoServer() });
  const client = new RecordingClient();
  const connection = connect<RecordedStream>({ host: "localhost", port: server.port, accept: () => client });
  await call(connection, patterned(1));
  const record = new RecordedStream();
  connection.request(record, postHeaders, undefined, false);
  const reset = new Promise<void>((resolve) => (record.ended = resolve));
  await Promise.all([reset, server.stop(0)]);
  assert.match(record.lines[0] ?? "", /^reset/);
  assert.equal(server.connections, 0);
});

async function callWithNode(client: http2.ClientHttp2Session, body: Buffer): Promise<Buffer> {
  const stream = client.request({ ":method": "POST", ":path": "/echo" });
  stream.end(body);
  const [trailers, answer] = await Promise.all([
    once(stream, "trailers") as Promise<[http2.IncomingHttpHeaders]>,
    stream.toArray() as Promise<Buffer[]>,
  ]);
  assert.equal(trailers[0]["x-end"], "good");
  return Buffer.concat(answer);
}

function call(connection: Http2Connection<RecordedStream>, body: Uint8Array): Promise<RecordedStream> {
  return new Promise((resolve) => {
    const record = new RecordedStream();
    record.ended = () => resolve(record);
    connection.request(record, postHeaders, undefined, false)?.sendData(-1, body, true);
  });
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function bodyOf(request: ReturnType<typeof get>): Promise<string> {
  const [response] = (await once(request, "response")) as [NodeJS.ReadableStream];
  return textOf(response);
}

test("a port that is taken is a failure, and the process does not wait for anything", async () => {
  const server = await serve({ port: 0, accept: () => new EchoServer() });
  await assert.rejects(serve({ port: server.port, accept: () => new EchoServer() }), { code: "EADDRINUSE" });
  await server.stop(0);
});
