import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import * as http2 from "node:http2";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { EchoServer } from "../http2/owners.test-helper.js";
import type { PlainHandler } from "../http2/plain-request.js";
import { plainStreams } from "../http2/plain-streams.js";
import { type Http2Limits, PLAIN_BODY_BYTES_MAX, UNWANTED_BYTES_MAX } from "../limits.js";
import { nodeClock, plainListener, serve, type Server } from "./index.js";

let gone = 0;

/** Says what it was asked, and for /large sends two megabytes as fast as they are taken. */
const handler: PlainHandler = (incoming, reply) => {
  const { method, path, body, peer } = incoming;
  reply.onGone = () => {
    gone++;
  };
  if (path === "/never") return;
  reply.begin(path === "/large" ? 200 : 201, [["x-kind", incoming.header("x-kind") ?? "none"]]);
  if (path !== "/large") {
    const names = [incoming.header("host") === undefined ? "" : "host", peer.address.replace("::ffff:", "")];
    reply.write(Buffer.from(`${method} ${path} ${names.join(" ")} ${body.length}`));
    reply.end();
    return;
  }
  let left = 20;
  const more = (): void => {
    while (left-- > 0) if (!reply.write(new Uint8Array(100_000))) return;
    reply.end();
  };
  reply.onDrain = more;
  more();
};

interface Answer {
  readonly status: number | undefined;
  readonly kind: unknown;
  readonly body: Buffer;
}

function serveWith(limits: Partial<Pick<Http2Limits, "requestMillis" | "handshakeMillis">>): Promise<Server> {
  const streams = plainStreams({ handler, clock: nodeClock, ...limits });
  return serve({
    host: "127.0.0.1",
    port: 0,
    accept: (_, peer) => Object.assign(new EchoServer(), streams(peer)),
    http1: plainListener(handler),
    limits,
  });
}

let server: Server;
let session: http2.ClientHttp2Session;
before(async () => {
  server = await serveWith({});
  session = http2.connect(`http://127.0.0.1:${server.port}`);
});
after(() => {
  session.destroy();
  return server.stop(0);
});

async function askOld(method: string, path: string, body: Buffer): Promise<Answer> {
  const call = request({
    port: server.port,
    host: "127.0.0.1",
    method,
    path,
    headers: { "x-kind": "test" },
    agent: false,
  });
  call.on("error", () => undefined);
  call.end(body);
  const [response] = (await once(call, "response")) as [IncomingMessage];
  const answer = Buffer.concat((await response.toArray()) as Buffer[]);
  return { status: response.statusCode, kind: response.headers["x-kind"], body: answer };
}

async function askNew(method: string, path: string, body: Buffer): Promise<Answer> {
  const stream = session.request({ ":method": method, ":path": path, "x-kind": "test" }, { endStream: false });
  stream.end(body);
  const [headers] = (await once(stream, "response")) as [http2.IncomingHttpHeaders & { ":status"?: number }];
  const answer = Buffer.concat((await stream.toArray()) as Buffer[]);
  return { status: headers[":status"], kind: headers["x-kind"], body: answer };
}

for (const [version, ask] of [
  ["HTTP/1.1", askOld],
  ["HTTP/2", askNew],
] as const) {
  describe(`an ordinary handler serves ${version}`, () => {
    test("small requests, with and without a body", async () => {
      const empty = await ask("GET", "/a?b=c", Buffer.alloc(0));
      assert.deepEqual([empty.status, empty.kind, empty.body.toString()], [201, "test", "GET /a?b=c host 127.0.0.1 0"]);
      assert.equal((await ask("POST", "/", Buffer.alloc(10))).body.toString(), "POST / host 127.0.0.1 10");
      assert.equal((await ask("POST", "/", Buffer.alloc(100_000))).body.toString(), "POST / host 127.0.0.1 100000");
    });

    test("an answer that is larger than what may wait", async () => {
      const large = await ask("GET", "/large", Buffer.alloc(0));
      assert.deepEqual([large.status, large.body.length], [200, 2_000_000]);
    });

    test("a body above the limit is refused with 413", async () => {
      assert.equal((await ask("POST", "/", Buffer.alloc(PLAIN_BODY_BYTES_MAX + 1))).status, 413);
    });
  });
}

describe("a body above the limit, by HTTP/1.1", () => {
  const send = async (bytes: number): Promise<string> => {
    const server = await serveWith({});
    const socket = connect(server.port, "127.0.0.1");
    // A client that sends all that it has before it looks for an answer.
    socket.pause();
    const failed: Error[] = [];
    socket.on("error", (error) => failed.push(error));
    socket.write(`POST / HTTP/1.1\r\nhost: a\r\ncontent-length: ${bytes}\r\n\r\n`);
    await new Promise<unknown>((resolve) => {
      socket.on("close", resolve);
      socket.write(Buffer.alloc(bytes), resolve);
    });
    const said: Buffer[] = [];
    if (failed.length === 0) for await (const piece of socket) said.push(piece as Buffer);
    await server.stop(0);
    return failed.length > 0 ? "reset" : Buffer.concat(said).toString();
  };

  test("is answered where the client reads nothing before it has sent everything", async () => {
    assert.match(await send(PLAIN_BODY_BYTES_MAX + 20_000_000), /^HTTP\/1\.1 413 [^]*at most 4194304 bytes here\n$/);
  });

  test("is not read for ever", async () => {
    assert.equal(await send(PLAIN_BODY_BYTES_MAX + UNWANTED_BYTES_MAX + 100_000_000), "reset");
  });
});

describe("what does not end is refused with 408", () => {
  test("a body by HTTP/1.1", async () => {
    const impatient = await serveWith({ requestMillis: 100 });
    const call = request({ port: impatient.port, host: "127.0.0.1", method: "POST", path: "/", agent: false });
    call.on("error", () => undefined);
    call.write("begun");
    const [response] = (await once(call, "response")) as [IncomingMessage];
    assert.equal(response.statusCode, 408);
    call.destroy();
    await impatient.stop(0);
  });

  test("a body by HTTP/2", async () => {
    const impatient = await serveWith({ requestMillis: 100 });
    const client = http2.connect(`http://127.0.0.1:${impatient.port}`);
    const stream = client.request({ ":method": "POST", ":path": "/" }, { endStream: false });
    stream.write("begun");
    const [headers] = (await once(stream, "response")) as [http2.IncomingHttpHeaders & { ":status"?: number }];
    assert.equal(headers[":status"], 408);
    client.destroy();
    await impatient.stop(0);
  });

  test("headers by HTTP/1.1", async () => {
    const impatient = await serveWith({ handshakeMillis: 100 });
    const socket = connect(impatient.port, "127.0.0.1");
    socket.write("GET / HTTP/1.1\r\nhost: here\r\n");
    const [bytes] = (await once(socket, "data")) as [Buffer];
    assert.match(bytes.toString(), /^HTTP\/1\.1 408 /);
    socket.destroy();
    await impatient.stop(0);
  });
});

test("the handler hears of who goes before the answer", async () => {
  const stream = session.request({ ":path": "/never" });
  stream.on("error", () => undefined);
  stream.end();
  await new Promise((resolve) => session.ping(resolve));
  stream.close(http2.constants.NGHTTP2_CANCEL);
  const call = request({ port: server.port, host: "127.0.0.1", path: "/never", agent: false });
  call.on("error", () => undefined);
  call.end();
  await askOld("GET", "/", Buffer.alloc(0));
  call.destroy();
  while (gone < 2) await new Promise(setImmediate);
  assert.equal(gone, 2);
});
