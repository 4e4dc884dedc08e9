import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import * as http2 from "node:http2";
import { after, before, describe, test } from "node:test";
import { EchoServer } from "../http2/owners.test-helper.js";
import type { PlainHandler } from "../http2/plain-request.js";
import { plainStreams } from "../http2/plain-streams.js";
import { PLAIN_BODY_BYTES_MAX } from "../limits.js";
import { plainListener, serve, type Server } from "./index.js";

let gone = 0;

/** Says what it was asked, and for /large sends two megabytes as fast as they are taken. */
const handler: PlainHandler = (incoming, reply) => {
  const { method, path, body } = incoming;
  reply.onGone = () => {
    gone++;
  };
  if (path === "/never") return;
  reply.begin(path === "/large" ? 200 : 201, [["x-kind", incoming.header("x-kind") ?? "none"]]);
  if (path !== "/large") {
    reply.write(Buffer.from(`${method} ${path} ${incoming.header("host") === undefined ? "" : "host "}${body.length}`));
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

let server: Server;
let session: http2.ClientHttp2Session;
before(async () => {
  const accept = (): EchoServer => Object.assign(new EchoServer(), plainStreams(handler));
  server = await serve({ port: 0, accept, http1: plainListener(handler) });
  session = http2.connect(`http://localhost:${server.port}`);
});
after(() => {
  session.destroy();
  return server.stop(0);
});

async function askOld(method: string, path: string, body: Buffer): Promise<Answer> {
  const call = request({
    port: server.port,
    host: "localhost",
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
      assert.deepEqual([empty.status, empty.kind, empty.body.toString()], [201, "test", "GET /a?b=c host 0"]);
      assert.equal((await ask("POST", "/", Buffer.alloc(10))).body.toString(), "POST / host 10");
      assert.equal((await ask("POST", "/", Buffer.alloc(100_000))).body.toString(), "POST / host 100000");
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

test("the handler hears of who goes before the answer", async () => {
  const stream = session.request({ ":path": "/never" });
  stream.on("error", () => undefined);
  stream.end();
  await new Promise((resolve) => session.ping(resolve));
  stream.close(http2.constants.NGHTTP2_CANCEL);
  const call = request({ port: server.port, host: "localhost", path: "/never", agent: false });
  call.on("error", () => undefined);
  call.end();
  await askOld("GET", "/", Buffer.alloc(0));
  call.destroy();
  while (gone < 2) await new Promise(setImmediate);
  assert.equal(gone, 2);
});
