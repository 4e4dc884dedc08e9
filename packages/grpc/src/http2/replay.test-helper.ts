import { once } from "node:events";
import * as http2 from "node:http2";
import { type AddressInfo, connect, createServer } from "node:net";
import { defaultLimits } from "../limits.js";
import * as frame from "./frame.js";
import {
  EchoServer,
  okHeaders,
  okTrailers,
  postHeaders,
  RecordedStream,
  RecordingClient,
} from "./owners.test-helper.js";
import * as raw from "./raw-peer.test-helper.js";

/** What one side of a connection has said, from its first byte on. */
export interface Conversation {
  readonly name: string;
  readonly side: "client" | "server";
  readonly bytes: Uint8Array;
}

/** Budgets that a mutated conversation does not use up by chance, so that what is compared is more than a goodbye. */
const limits = { ...defaultLimits, streamWindowBytes: 70_000, connectionWindowBytes: 100_000 };

/** All that the other side makes of it: events and answer. */
export function replay(conversation: Conversation, cuts: Iterable<number>): string {
  const { bytes } = conversation;
  const server = new EchoServer();
  const client = new RecordingClient();
  const rig = new raw.Rig(conversation.side === "client" ? { server: () => server } : { client: () => client }, limits);
  const records = conversation.side === "client" ? [] : requests(rig);
  let at = 0;
  for (const cut of cuts) {
    rig.machine.receive(bytes.subarray(at, cut));
    at = cut;
  }
  rig.machine.receive(bytes.subarray(at));
  rig.machine.settle();
  const answer = Buffer.from(rig.pullBytes()).toString("base64");
  rig.machine.ended("the conversation is over");
  const stories = [...server.story(), ...records.map((record) => record.story())];
  return JSON.stringify([stories, server.lines, client.lines, rig.machine.openStreams, rig.log, answer], undefined, 1);
}

/** Five calls, of which the conversations answer some. */
function requests(rig: raw.Rig): RecordedStream[] {
  const records = Array.from({ length: 5 }, () => new RecordedStream());
  for (const record of records) rig.machine.request(record, postHeaders, undefined, true);
  rig.pull();
  return records;
}

export async function conversations(): Promise<readonly Conversation[]> {
  return [await recordNodeClient(), await recordNodeServer(), everyFrame(), plainAnswers()];
}

/** A client of node:http2 with calls that succeed, are cancelled and carry trailers. */
async function recordNodeClient(): Promise<Conversation> {
  const heard: Buffer[] = [];
  const proxied = http2.createServer();
  proxied.on("stream", (stream: http2.ServerHttp2Stream) =>
    stream.resume().on("end", () => stream.respond({}, { endStream: true })),
  );
  // A cancelled call is an error to the server's side of it.
  proxied.on("sessionError", () => undefined);
  proxied.listen(0);
  await once(proxied, "listening");
  const proxy = createServer((socket) => {
    const onward = connect((proxied.address() as AddressInfo).port);
    socket.on("data", (bytes) => heard.push(bytes));
    socket.pipe(onward).pipe(socket);
  });
  proxy.listen(0);
  await once(proxy, "listening");
  const client = http2.connect(`http://localhost:${(proxy.address() as AddressInfo).port}`);
  for (let at = 0; at < 4; at++) {
    const stream = client.request(
      { ":method": "POST", ":path": `/call/${at % 2}`, "x-count": `${at}` },
      { waitForTrailers: at === 2 },
    );
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-sum": "1" }));
    stream.end(Buffer.alloc(at * 40, at));
    stream.resume();
    await once(stream, "close");
  }
  await new Promise((resolve) => client.ping(resolve));
  client.close();
  await once(client, "close");
  proxy.close();
  proxied.close();
  return { name: "a client of node:http2", side: "client", bytes: new Uint8Array(Buffer.concat(heard)) };
}

/** What a server of node:http2 says to five calls. */
async function recordNodeServer(): Promise<Conversation> {
  const server = http2.createServer();
  server.on("stream", (stream: http2.ServerHttp2Stream) => {
    stream.respond({ "x-answer": "yes" }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers({ "x-end": "good" }));
    stream.end("a body");
  });
  server.listen(0);
  await once(server, "listening");
  const heard: Buffer[] = [];
  const socket = connect((server.address() as AddressInfo).port);
  const rig = new raw.Rig({ client: () => new RecordingClient() });
  const records = Array.from({ length: 5 }, () => new RecordedStream());
  for (const record of records) rig.machine.request(record, postHeaders, undefined, true);
  socket.write(rig.pullBytes());
  for (;;) {
    const [bytes] = (await once(socket, "data")) as [Buffer];
    heard.push(bytes);
    rig.machine.receive(bytes);
    if (records.every((record) => record.over)) break;
  }
  socket.destroy();
  server.close();
  return { name: "a server of node:http2", side: "server", bytes: new Uint8Array(Buffer.concat(heard)) };
}

/** A client that uses all there is: padding, CONTINUATION, priorities, trailers, resets, windows, unknown frames. */
function everyFrame(): Conversation {
  const split = Math.floor(postHeaders.bytes.length / 2);
  const bytes = raw.concat(
    raw.clientHello,
    raw.settingsFrame([1, 0], [4, 100], [3, 10]),
    raw.headersFrame(1, postHeaders.bytes.subarray(0, split), 0),
    frame.makeFrame(frame.CONTINUATION, 0, 1, new Uint8Array(0)),
    frame.makeFrame(frame.CONTINUATION, frame.END_HEADERS, 1, postHeaders.bytes.subarray(split)),
    raw.settingsAck,
    raw.dataFrame(1, Uint8Array.of(2, 65, 66, 67, 0, 0), frame.PADDED),
    raw.requestFrames(3, 300),
    frame.makeFrame(frame.PRIORITY, 0, 5, new Uint8Array(5)),
    raw.headersFrame(1, raw.block(["x-end", "1"]), frame.END_HEADERS | frame.END_STREAM),
    frame.makeFrame(frame.PING, 0, 0, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)),
    raw.headersFrame(5, raw.concat(postHeaders.bytes, Uint8Array.of(0x40, 1, 0x61, 1, 0x62))),
    raw.dataFrame(5, 16_384),
    frame.makeNumberFrame(frame.RST_STREAM, 5, 8),
    raw.headersFrame(7, raw.concat(postHeaders.bytes, Uint8Array.of(0x80 | 62)), frame.END_HEADERS | frame.END_STREAM),
    frame.makeFrame(0xab, 3, 7, new Uint8Array(20)),
    frame.makeNumberFrame(frame.WINDOW_UPDATE, 3, 1000),
    frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, 1000),
    raw.headersFrame(9, raw.block([":path", ""])),
    raw.requestFrames(11, 0),
    raw.dataFrame(3, 5),
  );
  return { name: "a client that sends every kind of frame", side: "client", bytes };
}

function plainAnswers(): Conversation {
  const end = frame.END_HEADERS | frame.END_STREAM;
  const bytes = raw.concat(
    raw.settingsFrame([3, 100]),
    raw.settingsAck,
    raw.headersFrame(1, raw.block([":status", "103"])),
    raw.headersFrame(1, okHeaders.bytes),
    raw.dataFrame(1, 10),
    raw.headersFrame(1, okTrailers.bytes, end),
    raw.headersFrame(3, okHeaders.bytes, end),
    raw.headersFrame(5, okHeaders.bytes),
    raw.dataFrame(5, 16_000),
    raw.dataFrame(5, 16_000, frame.END_STREAM),
    frame.makeNumberFrame(frame.RST_STREAM, 7, 7),
    frame.makeGoaway(7, 0, "so long"),
  );
  return { name: "answers of every kind", side: "server", bytes };
}
