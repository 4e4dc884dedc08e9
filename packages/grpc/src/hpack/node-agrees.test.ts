import assert from "node:assert/strict";
import { once } from "node:events";
import * as http2 from "node:http2";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { RecordedStream, RecordingClient, EchoServer, okHeaders, okTrailers } from "../http2/owners.test-helper.js";
import type { Http2Connection } from "../http2/connection.js";
import { connect, serve } from "../transport/index.js";
import type { Server } from "../transport/index.js";
import { encodeHeaders } from "./encoded-headers.js";
import type { AddressInfo } from "node:net";

const nameCharacter = fc.constantFrom(...Array.from("abcdefghijklmnopqrstuvwxyz0123456789-_."));
const name = fc.string({ unit: nameCharacter, minLength: 1, maxLength: 12 }).map((text) => `x-${text}`);
// What both sides take: visible Latin-1 characters, and spaces between them.
const code = fc.oneof(fc.integer({ min: 0x21, max: 0x7e }), fc.integer({ min: 0xa1, max: 0xff }), fc.constant(0x20));
const value = fc.string({ unit: code.map((at) => String.fromCharCode(at)), maxLength: 60 }).map((text) => text.trim());
const fields = fc.uniqueArray(fc.tuple(name, value), { maxLength: 6, selector: ([key]) => key });

describe("HPACK agrees with node:http2's", () => {
  let server: Server;
  let echo: EchoServer;
  let client: http2.ClientHttp2Session;
  before(async () => {
    server = await serve({ port: 0, accept: () => (echo = new EchoServer()) });
    client = http2.connect(`http://localhost:${server.port}`);
  });
  after(async () => {
    client.close();
    await server.stop(0);
  });

  test("in what its encoder says to our decoder, insertions and Huffman coding included", async () => {
    await fc.assert(
      fc.asyncProperty(fields, async (some) => {
        const stream = client.request({ ":path": "/", ...Object.fromEntries(some) });
        stream.end();
        stream.resume();
        await once(stream, "close");
        const line = [...echo.streams.values()].at(-1)?.lines[0] ?? "";
        for (const [key, text] of some)
          assert.ok(`${line} `.includes(` ${key}=${text} `), `${line} lacks ${key}=${text}`);
      }),
      { numRuns: 300 },
    );
  });
});

describe("our encoder is understood by node:http2", () => {
  const seen: http2.IncomingHttpHeaders[] = [];
  const server = http2.createServer();
  let connection: Http2Connection<RecordedStream>;
  before(async () => {
    server.on("stream", (stream: http2.ServerHttp2Stream, headers) => {
      seen.push(headers);
      stream.respond({ ":status": 200 });
      stream.end();
    });
    server.listen(0);
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    connection = connect<RecordedStream>({ host: "localhost", port, accept: () => new RecordingClient() });
  });
  after(() => {
    connection.close();
    server.close();
  });

  test("in two parts of one block as in one", async () => {
    const request = encodeHeaders([
      [":method", "GET"],
      [":scheme", "http"],
      [":path", "/"],
      [":authority", "localhost"],
    ]);
    await fc.assert(
      fc.asyncProperty(fields, async (some) => {
        const record = new RecordedStream();
        const ended = new Promise<void>((resolve) => (record.ended = resolve));
        connection.request(record, request, encodeHeaders(some), true);
        await ended;
        const headers = seen.at(-1) ?? {};
        for (const [key, text] of some) assert.equal(headers[key], text);
      }),
      { numRuns: 300 },
    );
  });
});

const big = "b".repeat(30_000);

class BigHeaders extends EchoServer {
  override answer(stream: Parameters<EchoServer["answer"]>[0], record: RecordedStream): void {
    assert.ok(record.lines[0]?.includes("s".repeat(30_000)));
    stream.sendHeaders(okHeaders, encodeHeaders([["x-big", big]]), false);
    stream.sendTrailers(okTrailers, undefined);
  }
}

test("headers of 30,000 bytes are cut into HEADERS and CONTINUATION, and put together again", async () => {
  const server = await serve({ port: 0, limits: { headerListBytes: 40_000 }, accept: () => new BigHeaders() });
  const node = http2.connect(`http://localhost:${server.port}`, {
    maxHeaderListPairs: 100,
    settings: { maxHeaderListSize: 60_000 },
  });
  const stream = node.request({ ":path": "/", "x-big": "s".repeat(30_000) });
  const [headers] = (await once(stream, "response")) as [http2.IncomingHttpHeaders];
  assert.equal(headers["x-big"], big);
  stream.resume();
  await once(stream, "close");
  node.close();
  await server.stop(1000);
});
