import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, type ClientHttp2Stream, connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { after, describe, it } from "node:test";
import { PeerGate } from "./peer-gate.js";

/** A call from the member behind a gate to another one, whose answers are what it was sent. */
class Call {
  readonly stream: ClientHttp2Stream;
  readonly ended: Promise<unknown>;
  #heard = "";

  /** Members, too, say nothing before they have been answered. */
  static async make(from: PeerGate, to: PeerGate): Promise<Call> {
    const session = connect(`http://${to.address}`);
    session.on("error", () => undefined);
    await once(session, "remoteSettings");
    return new Call(session, from);
  }

  private constructor(session: ClientHttp2Session, from: PeerGate) {
    this.ended = once(session, "close");
    this.stream = session.request({ ":method": "POST", ":path": "/", "keyval-addresses": from.address });
    this.stream.setEncoding("utf8").on("data", (text: string) => (this.#heard += text));
    this.stream.on("error", () => undefined);
  }

  async says(text: string): Promise<void> {
    this.stream.write(text);
    while (!this.#heard.includes(text)) await once(this.stream, "data");
  }

  get heard(): string {
    return this.#heard;
  }
}

void describe("the gates of members", () => {
  it("lose what two who are cut off say to each other on whatever connection, and nothing of others", async () => {
    const received: string[] = [];
    const member = createServer();
    member.on("session", (session) => session.on("error", () => undefined));
    member.on("stream", (stream) => {
      stream.on("error", () => undefined);
      stream.respond({ ":status": 200 });
      stream.on("data", (bytes: Buffer) => {
        received.push(bytes.toString());
        stream.write(bytes);
      });
    });
    after(() => member.close());
    member.listen(0, "127.0.0.1");
    await once(member, "listening");
    const { port } = member.address() as AddressInfo;
    await using a = await PeerGate.open(0, port);
    await using b = await PeerGate.open(0, port);
    await using c = await PeerGate.open(0, port);

    const fromA = await Call.make(a, c);
    const fromB = await Call.make(b, c);
    const back = await Call.make(c, a);
    for (const call of [fromA, fromB, back]) await call.says("before");
    a.cutOffFrom(c);
    assert.deepEqual([a.isCutOffFrom(c), c.isCutOffFrom(a), c.isCutOffFrom(b)], [true, true, false]);
    const late = await Call.make(a, c);
    for (const call of [fromA, back, late]) call.stream.write("lost");
    // What was sent later on another way has come, so what was lost would have.
    for (let i = 0; i < 20; i++) await fromB.says(`heard ${i}`);
    assert.equal(received.includes("lost"), false);
    assert.equal([fromA, back, late].map(({ heard }) => heard).join(), "before,before,");

    c.joinWith(a);
    await Promise.all([fromA, back, late].map(({ ended }) => ended));
    const again = await Call.make(a, c);
    for (const call of [again, fromB]) await call.says("after");
  });
});
