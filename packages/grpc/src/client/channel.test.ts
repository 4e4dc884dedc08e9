import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { bytesCodec } from "../service/service.js";
import { textService } from "../service/text-service.test-helper.js";
import { ManualClock } from "../time/manual-clock.test-helper.js";
import { createGzip } from "../transport/gzip.js";
import { frames } from "../wire/fake-stream.test-helper.js";
import { Metadata } from "../wire/metadata.js";
import { Status } from "../wire/status.js";
import type { CallOptions, Done } from "./call.js";
import { Channel, type ChannelOptions } from "./channel.js";
import type { Connectivity } from "./connectivity.js";
import { block, FakeNetwork, goodHeaders } from "./fake-server.test-helper.js";
import { callUnary, messagesOf, MessageWriter } from "./promises.js";
import { RpcError } from "./rpc-error.js";

const { unary, down, up, both } = textService.methods;
const REQUEST = "headers :method: POST, :scheme: http, :path: /test.Text/Unary, :authority: a, te: trailers";

/** Lets what was deferred to the end of the turn happen. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

void describe("Channel", () => {
  let clock: ManualClock;
  let network: FakeNetwork;
  let channel: Channel;
  let states: Connectivity[];
  const results: string[] = [];
  let bugs: unknown[];

  function start(options: Partial<ChannelOptions> = {}): void {
    clock = new ManualClock();
    network = new FakeNetwork();
    states = [];
    results.length = 0;
    bugs = [];
    channel = new Channel({
      addresses: ["a"],
      dial: network.dial,
      clock,
      random: () => 0.5,
      failed: (bug) => bugs.push(bug),
      messageBytesMax: 100,
      ...options,
    });
    channel.onState = (state) => states.push(state);
  }

  beforeEach(() => start());

  function ready(): void {
    channel.connect();
    network.last.owner.onReady();
  }

  const done: Done<string> = (error, response) =>
    results.push(error === undefined ? `ok ${response}` : `${error.code} ${error.details}`);
  const taken = () => results.splice(0).join("; ");

  function call(text = "hi", options?: CallOptions) {
    return channel.unary(unary, text, done, options);
  }

  void describe("unary calls", () => {
    it("send headers and message together, and give the response", () => {
      ready();
      call();
      const [headers = "", data, ...rest] = network.last.last.sent;
      assert.ok(headers.startsWith(REQUEST), headers);
      assert.deepEqual([data, rest], ["data 0 hi.", []]);
      network.last.answer(frames("there"));
      assert.deepEqual([taken(), channel.openCalls, network.last.last.owner], ["ok there", 0, undefined]);
    });

    it("give the same where the response comes in pieces", () => {
      ready();
      const whole = frames("there");
      for (let size = 1; size <= whole.length; size++) {
        call();
        const stream = network.last.last;
        network.last.owner.onResponse(stream, goodHeaders(), false);
        for (let at = 0; at < whole.length; at += size) {
          const piece = Buffer.from(whole.subarray(at, at + size));
          stream.owner?.onData(stream, piece, false);
          piece.fill(0);
        }
        stream.owner?.onTrailers(stream, block({ "grpc-status": "0" }));
        assert.equal(taken(), "ok there", `${size}`);
        assert.equal(stream.consumed, whole.length);
      }
    });

    it("send metadata and their time along", () => {
      ready();
      call("", { timeoutMs: 7000, metadata: Metadata.of({ token: "t" }) });
      call("", { timeoutMs: 7000 });
      const [first, second] = network.last.streams.map(({ sent }) => sent[0] ?? "");
      assert.match(first ?? "", /, grpc-timeout: 7000m, token: t$/);
      assert.match(second ?? "", /, grpc-timeout: 7000m$/);
    });

    it("fail, and hurt no other, where their metadata is larger than headers may be", async () => {
      const metadata = Metadata.of({ a: "x".repeat(40_000) });
      const large = /^8 the metadata of this call is too large: all headers of a call may take 32768 bytes$/;
      call("waits", { metadata });
      call("waits too");
      ready();
      await turn();
      assert.match(taken(), large);
      call("goes at once", { metadata });
      assert.equal(taken(), "", "not inside the call that makes it");
      await turn();
      assert.match(taken(), large);
      assert.deepEqual([network.last.streams.length, channel.waitingCalls, channel.openCalls], [1, 0, 1]);
      network.last.answer(frames("x"));
      assert.equal(taken(), "ok x");
    });

    const ends: [string, Readonly<Record<string, string>>, string][] = [
      ["a status with a message", { "grpc-status": "5", "grpc-message": "no%20%E2%98%BA" }, "5 no ☺"],
      ["a status unknown today", { "grpc-status": "99" }, "2 "],
      ["no status", {}, "2 the server ended the call without a status"],
    ];
    for (const [name, trailers, result] of ends) {
      it(`fail by trailers with ${name}`, () => {
        ready();
        call();
        network.last.answer(frames("x"), trailers);
        assert.equal(taken(), result);
      });
    }

    const only: [string, Readonly<Record<string, string>>, string][] = [
      ["a status", { "grpc-status": "12", "grpc-message": "no" }, "12 no"],
      ["an HTTP status", { ":status": "503" }, "14 the answer is no gRPC: HTTP status 503"],
      ["something else", { "content-type": "text/html" }, '2 the answer is no gRPC: its content-type is "text/html"'],
      ["OK and no message", { "grpc-status": "0" }, "12 the method gives one message, and the server sent none"],
    ];
    for (const [name, headers, result] of only) {
      it(`fail by headers alone with ${name}`, () => {
        ready();
        call();
        network.last.owner.onResponse(network.last.last, goodHeaders(headers), true);
        assert.equal(taken(), result);
      });
    }

    const bodies: [string, Uint8Array, RegExp][] = [
      ["two messages", frames("a", "b"), /^12 .*sent more/],
      ["a message over the limit", frames("x".repeat(101)), /^8 .*larger than 100 bytes/],
      ["a message cut short", frames("abc").subarray(0, 7), /^13 .*within a message/],
      ["a message that its codec refuses", frames("a!"), /^13 .*no shouting/],
      ["flags that mean nothing", frames([9, Buffer.from("a")]), /^13 .*flags/],
      ["a compression that was not offered", frames([1, Buffer.from("a")]), /^13 .*does not say how/],
    ];
    for (const [name, body, result] of bodies) {
      it(`fail by ${name}`, () => {
        ready();
        call();
        network.last.answer(body);
        assert.match(taken(), result);
        assert.equal(channel.openCalls, 0);
      });
    }

    const resets: [number, "peer" | "connection", string][] = [
      [8, "peer", "1 the stream was reset with error 8 by the server"],
      [11, "peer", "8 the stream was reset with error 11 by the server"],
      [2, "connection", "14 the connection was lost before the call ended"],
    ];
    for (const [code, by, result] of resets) {
      it(`fail by a reset: ${code} by ${by}`, () => {
        ready();
        call();
        network.last.last.owner?.onReset(network.last.last, code, by, false);
        assert.equal(taken(), result);
      });
    }

    it("show the details of a failure", () => {
      ready();
      let seen: RpcError | undefined;
      channel.unary(unary, "", (error) => (seen = error));
      network.last.answer(frames(), { "grpc-status": "3", "grpc-message": "bad", "grpc-status-details-bin": "AQ" });
      assert.equal(seen?.message, "INVALID_ARGUMENT: bad");
      assert.deepEqual(seen.trailers?.getBytes("grpc-status-details-bin"), Uint8Array.of(1));
    });

    it("are compressed if asked, and unpack what comes", () => {
      start({ compressions: [createGzip()] });
      ready();
      call("hi", { compress: true });
      const [headers = "", data = ""] = network.last.last.sent;
      assert.match(headers, /grpc-encoding: gzip, grpc-accept-encoding: identity,gzip/);
      assert.equal(Buffer.from(gunzipSync(Buffer.from(data.slice(7, -1), "latin1"))).toString(), "hi");
      const body = frames([1, gzipSync(Buffer.from("there"))]);
      network.last.owner.onWholeResponse(
        network.last.last,
        goodHeaders({ "grpc-encoding": "gzip" }),
        body,
        block({ "grpc-status": "0" }),
      );
      assert.equal(taken(), "ok there");
    });

    it("go as they are where they are too large to be packed", () => {
      start({ compressions: [{ ...createGzip(), compress: () => undefined }] });
      ready();
      call("hi", { compress: true });
      assert.deepEqual(network.last.last.sent[1], "data 0 hi.");
    });

    it("hand out raw bytes as a view, in the moment they are there", () => {
      ready();
      const raw = { ...unary, request: bytesCodec, response: bytesCodec };
      const body = frames("there");
      let buffer: unknown;
      channel.unary(raw, Buffer.from("x"), (_, response) => (buffer = response?.buffer));
      network.last.answer(body);
      assert.equal(buffer, body.buffer);
    });
  });

  void describe("deadlines and cancellation", () => {
    it("end a call wherever it is, once, and reset its stream", async () => {
      for (const isPlaced of [false, true]) {
        start();
        if (isPlaced) ready();
        call("", { timeoutMs: 1000 });
        const cancelled = call("", { timeoutMs: 2000 });
        cancelled.cancel();
        cancelled.cancel();
        assert.equal(taken(), "", "not inside the call that asks for it");
        await turn();
        assert.equal(taken(), "1 the caller has cancelled the call");
        clock.advance(1100);
        assert.equal(taken(), "4 the deadline has passed");
        const resets = network.last.streams.map(({ sent }) => sent.at(-1));
        assert.deepEqual(resets, isPlaced ? ["reset 8", "reset 8"] : []);
        assert.deepEqual([channel.openCalls, channel.waitingCalls, channel.deadlines.count], [0, 0, 0]);
      }
    });

    it("of a call that has waited tell the server what is left", () => {
      call("", { timeoutMs: 1000 });
      clock.advance(400);
      network.last.owner.onReady();
      assert.match(network.last.last.sent[0] ?? "", /grpc-timeout: 600m$/);
    });

    it("may be seen by the server first", () => {
      ready();
      call("", { timeoutMs: 1000 });
      clock.stall(1000);
      network.last.last.owner?.onReset(network.last.last, 8, "peer", false);
      assert.equal(taken(), "4 the deadline has passed");
    });
  });

  void describe("streams", () => {
    it("go both ways until both have ended", () => {
      ready();
      const events: string[] = [];
      const stream = channel.bidi(both, { metadata: Metadata.of({ k: "v" }) });
      stream.onMetadata = (metadata) => void events.push(`metadata ${metadata.get("m")}`);
      stream.onMessage = (message) => void events.push(message);
      stream.onEnd = (error) => void events.push(`end ${error?.code}`);
      assert.equal(stream.write("a"), true);
      const under = network.last.last;
      network.last.owner.onResponse(under, goodHeaders({ m: "1" }), false);
      under.owner?.onData(under, frames("x", "y"), false);
      stream.write("b");
      stream.end();
      under.owner?.onTrailers(under, block({ "grpc-status": "0", t: "2" }));
      assert.deepEqual(under.sent.slice(1), ["data 0 a", "data 0 b", "data -1 ."]);
      assert.deepEqual(events, ["metadata 1", "x", "y", "end undefined"]);
      assert.equal(stream.trailers?.get("t"), "2");
      assert.deepEqual([channel.openCalls, stream.isOver], [0, true]);
    });

    it("reset what they have not sent when the server has ended early", () => {
      ready();
      const stream = channel.bidi(both);
      const ends: (number | undefined)[] = [];
      stream.onEnd = (error) => ends.push(error?.code);
      network.last.owner.onResponse(network.last.last, goodHeaders({ "grpc-status": "7" }), true);
      assert.deepEqual(ends, [7]);
      assert.equal(network.last.last.sent.at(-1), "reset 8");
    });

    it("keep what is written before there is a connection, and say when there is room", async () => {
      const stream = channel.clientStream(up, done);
      let writable = 0;
      stream.onWritable = () => (writable += 1);
      assert.deepEqual([stream.write("a"), stream.write("b")], [false, false]);
      stream.end();
      network.last.owner.onReady();
      await turn();
      assert.deepEqual(network.last.last.sent.slice(1), ["data 0 a", "data 0 b", "data -1 ."]);
      assert.equal(writable, 1);
      network.last.answer(frames("ab"));
      assert.equal(taken(), "ok ab");
    });

    it("fail where more is written without a connection than is kept", async () => {
      const stream = channel.clientStream(up, done);
      const large = "x".repeat(2 ** 20);
      for (let count = 0; count < 9; count++) stream.write(large);
      await turn();
      assert.match(taken(), /^8 .*heed what write returns/);
    });

    it("pause before anything has come", async () => {
      ready();
      const stream = channel.serverStream(down, "abc");
      const events: string[] = [];
      stream.onMessage = (message) => void events.push(message);
      stream.onEnd = () => void events.push("end");
      stream.pause();
      const under = network.last.last;
      network.last.owner.onResponse(under, goodHeaders(), false);
      under.owner?.onData(under, frames("x", "y"), false);
      under.owner?.onTrailers(under, block({ "grpc-status": "0" }));
      assert.deepEqual([events.splice(0), under.consumed], [[], 0]);
      stream.resume();
      await turn();
      assert.deepEqual([events, under.consumed], [["x", "y", "end"], 12]);
    });

    it("end with an error where the server ends without a status", () => {
      ready();
      const stream = channel.serverStream(down, "");
      let error: RpcError | undefined;
      stream.onEnd = (given) => (error = given);
      network.last.owner.onResponse(network.last.last, goodHeaders(), false);
      network.last.last.owner?.onData(network.last.last, frames("x"), true);
      assert.equal(error?.code, Status.INTERNAL);
    });
  });

  void describe("connections", () => {
    it("are made by the first call, which waits for them", () => {
      call();
      assert.deepEqual([channel.state, network.addresses, channel.waitingCalls], ["connecting", "a", 1]);
      network.last.owner.onReady();
      network.last.answer(frames("x"));
      assert.deepEqual([taken(), states], ["ok x", ["connecting", "ready"]]);
    });

    it("that cannot be made fail calls, unless they wait for one", async () => {
      call();
      call("patient", { waitForReady: true });
      network.last.break("refused");
      await turn();
      assert.match(taken(), /^14 no server can be reached \(a: refused\)$/);
      call();
      await turn();
      assert.match(taken(), /^14 /);
      clock.advance(100);
      network.last.owner.onReady();
      network.last.answer(frames("x"));
      assert.equal(taken(), "ok x");
      assert.deepEqual(states, ["connecting", "failing", "ready"]);
    });

    it("are tried again after growing pauses", () => {
      channel.connect();
      for (const pause of [100, 160, 256]) {
        const { length } = network.connections;
        network.last.break("refused");
        clock.advance(pause - 1);
        assert.equal(network.connections.length, length);
        clock.advance(1);
        assert.equal(network.connections.length, length + 1);
      }
      assert.equal(channel.state, "failing");
    });

    it("are given up when they take too long to be made", () => {
      channel.connect();
      clock.advance(20_000);
      assert.match(network.last.ends.join(), /^abort 0 .*too long/);
    });

    it("that break are made again by the next call", () => {
      ready();
      network.last.break("gone");
      assert.deepEqual([channel.state, network.connections.length], ["idle", 1]);
      call();
      assert.equal(network.connections.length, 2);
    });

    it("that the server wants to end keep their calls, and get no new ones", () => {
      ready();
      call("old");
      const old = network.last;
      old.owner.onGoaway(0, 1, "");
      assert.deepEqual(old.ends, ["close"]);
      call("new");
      network.last.owner.onReady();
      network.last.answer(frames("new"));
      old.answer(frames("old"));
      old.owner.onClose(0, "");
      assert.deepEqual([taken(), network.connections.length], ["ok new; ok old", 2]);
    });

    it("that ran out of streams are replaced", () => {
      ready();
      network.last.usable = false;
      call();
      assert.deepEqual([network.connections.length, network.connections[0]?.ends], [2, ["close"]]);
      network.last.owner.onReady();
      network.last.answer(frames("x"));
      assert.equal(taken(), "ok x");
    });

    it("that are full make calls wait, and take them in their order", () => {
      ready();
      network.last.room = 1;
      for (const text of ["a", "b", "c"]) call(text);
      assert.deepEqual([network.last.streams.length, channel.waitingCalls], [1, 2]);
      network.last.room = 1;
      network.last.owner.onCapacity();
      call("d");
      network.last.room = 2;
      network.last.owner.onCapacity();
      assert.deepEqual(
        network.last.streams.map(({ sent }) => sent[1]),
        ["data 0 a.", "data 0 b.", "data 0 c.", "data 0 d."],
      );
    });

    it("send calls again that no server has looked at, a bounded number of times", () => {
      ready();
      call();
      for (let time = 0; time < 5; time++) {
        network.last.last.owner?.onReset(network.last.last, 7, "peer", true);
        assert.equal(taken(), "");
      }
      assert.equal(network.last.streams.length, 6);
      network.last.last.owner?.onReset(network.last.last, 7, "peer", true);
      assert.match(taken(), /^14 /);
    });

    it("do not send a call again that was answered in part, whatever the server says of it", () => {
      ready();
      const stream = channel.serverStream(down, "");
      const events: string[] = [];
      stream.onMessage = (message) => void events.push(message);
      stream.onEnd = (error) => void events.push(`end ${error?.code}`);
      const under = network.last.last;
      network.last.owner.onResponse(under, goodHeaders(), false);
      under.owner?.onData(under, frames("a"), false);
      under.owner?.onReset(under, 7, "peer", true);
      assert.deepEqual([events, network.last.streams.length], [["a", "end 14"], 1]);
    });

    it("that end as soon as they are made are made again at once, then only after pauses", () => {
      channel.connect();
      for (const pause of [0, 100, 160, 256]) {
        const { length } = network.connections;
        if (pause > 0) clock.advance(pause - 1);
        channel.connect();
        assert.equal(network.connections.length, pause > 0 ? length : 1, `${pause}`);
        if (pause > 0) clock.advance(1);
        network.last.owner.onReady();
        network.last.break("that was all");
        if (pause === 0) channel.connect();
        if (pause === 0) network.last.owner.onReady();
        if (pause === 0) network.last.break("again");
      }
      clock.advance(410);
      network.last.owner.onReady();
      clock.advance(1000);
      network.last.break("in use until then");
      assert.equal(channel.state, "idle");
    });

    it("to an address that is none fail their calls, and throw nothing", async () => {
      const dial: ChannelOptions["dial"] = (address, accept) => {
        if (address === "") throw new RangeError("no address");
        return network.dial(address, accept);
      };
      start({ addresses: [""], dial });
      call();
      await turn();
      assert.equal(taken(), "14 no server can be reached (: no address)");
      start({ addresses: ["", "b"], dial });
      call();
      network.last.owner.onReady();
      network.last.answer(frames("x"));
      assert.equal(taken(), "ok x");
      channel.close();
      assert.deepEqual([network.last.ends, clock.timers], [["close"], 0]);
    });

    it("do not send a stream again whose messages are gone", () => {
      ready();
      const stream = channel.bidi(both);
      let code: number | undefined;
      stream.onEnd = (error) => (code = error?.code);
      stream.write("a");
      network.last.last.owner?.onReset(network.last.last, 7, "peer", true);
      assert.deepEqual([code, network.last.streams.length], [14, 1]);
    });

    it("are asked whether they live, and half as often after too_many_pings", () => {
      start({ keepalive: { timeMs: 1000, timeoutMs: 100, withoutCalls: true } });
      ready();
      clock.advance(1000);
      assert.deepEqual(network.last.ends, ["ping 0"]);
      network.last.owner.onGoaway(11, 0, "too_many_pings");
      network.last.owner.onClose(0, "");
      ready();
      clock.advance(1999);
      assert.deepEqual(network.last.ends, []);
      clock.advance(1);
      assert.deepEqual(network.last.ends, ["ping 0"]);
      clock.advance(100);
      assert.match(network.last.ends.join(), /abort 0 keepalive/);
    });

    it("end with the channel: softly after their calls, hard with them", async () => {
      ready();
      call("under way");
      network.last.room = 0;
      call("waits");
      channel.close();
      await turn();
      assert.equal(taken(), "14 the channel is closed");
      assert.deepEqual(network.last.ends, ["close"]);
      network.last.answer(frames("x"));
      call("late");
      await turn();
      assert.equal(taken(), "ok x; 14 the channel is closed");
      channel.abort();
      assert.match(network.last.ends.join(), /close,abort 0/);
      network.last.break("");
      assert.deepEqual([channel.state, clock.timers, channel.openCalls], ["closed", 0, 0]);
    });
  });

  void describe("several addresses", () => {
    it("pickFirst: the first that can be reached, in their order", () => {
      start({ addresses: ["a", "b", "c"] });
      call();
      network.last.break("a is down");
      assert.equal(network.addresses, "a,b");
      network.last.owner.onReady();
      assert.equal(network.last.streams.length, 1);
      assert.deepEqual([channel.state, network.connections.length], ["ready", 2]);
    });

    it("pickFirst: begins again with the first when that connection has ended", () => {
      start({ addresses: ["a", "b"] });
      call();
      network.last.break("a is down");
      network.last.owner.onReady();
      clock.advance(1000);
      network.last.break("b too");
      call();
      assert.equal(network.addresses, "a,b,a");
    });

    it("pickFirst: names every failure", async () => {
      start({ addresses: ["a", "b"] });
      call();
      network.last.break("x");
      network.last.break("y");
      await turn();
      assert.equal(taken(), "14 no server can be reached (a: x; b: y)");
    });

    it("roundRobin: all that can be reached, in turn", () => {
      start({ addresses: ["a", "b", "c"], balancer: "roundRobin" });
      channel.connect();
      assert.equal(network.addresses, "a,b,c");
      const [a, b, c] = network.connections;
      a?.owner.onReady();
      c?.owner.onReady();
      for (let count = 0; count < 4; count++) call();
      b?.owner.onReady();
      for (let count = 0; count < 6; count++) call();
      assert.deepEqual(
        [a, b, c].map((connection) => connection?.streams.length),
        [4, 2, 4],
      );
    });

    it("roundRobin: goes on with the others, connects again, and fails only when all do", async () => {
      start({ addresses: ["a", "b"], balancer: "roundRobin" });
      channel.connect();
      const [a, b] = network.connections;
      a?.owner.onReady();
      b?.owner.onReady();
      a?.break("gone");
      assert.equal(network.addresses, "a,b,a");
      call();
      assert.equal(b?.streams.length, 1);
      b.break("gone");
      assert.match(taken(), /^14 the connection was lost/);
      assert.equal(channel.state, "connecting");
      network.connections[2]?.break("x");
      network.connections[3]?.break("y");
      assert.equal(channel.state, "failing");
      call();
      await turn();
      assert.match(taken(), /^14 no server can be reached/);
      clock.advance(200);
      network.last.owner.onReady();
      assert.equal(channel.state, "ready");
    });

    it("roundRobin: tries another that has room", () => {
      start({ addresses: ["a", "b"], balancer: "roundRobin" });
      channel.connect();
      const [a, b] = network.connections;
      a?.owner.onReady();
      b?.owner.onReady();
      if (a !== undefined) a.room = 0;
      for (let count = 0; count < 4; count++) call();
      assert.deepEqual([b?.streams.length, channel.waitingCalls], [4, 0]);
    });

    it("may change while a connection is being made: it goes on, and nothing fails", async () => {
      start({ addresses: ["a"] });
      call();
      channel.setAddresses(["b", "a"]);
      call();
      await turn();
      assert.deepEqual([taken(), channel.state, network.addresses], ["", "connecting", "a"]);
      network.last.owner.onReady();
      assert.equal(network.last.streams.length, 2);
    });

    it("may change to none: what waits fails", async () => {
      start({ addresses: ["a"] });
      call();
      channel.setAddresses([]);
      await turn();
      assert.match(taken(), /^14 no server can be reached/);
    });

    it("may change: calls that waited for room go where there is some", () => {
      for (const balancer of ["pickFirst", "roundRobin"] as const) {
        start({ addresses: ["a"], balancer });
        ready();
        network.last.room = 0;
        call();
        channel.setAddresses(["b"]);
        assert.deepEqual([network.addresses, channel.waitingCalls], ["a,b", 1]);
        network.last.owner.onReady();
        assert.deepEqual([network.last.streams.length, channel.waitingCalls], [1, 0]);
      }
    });

    it("roundRobin: connects to those that are new, and knows which of the old are down", () => {
      start({ addresses: ["a", "b"], balancer: "roundRobin" });
      channel.connect();
      network.connections[0]?.owner.onReady();
      network.connections[1]?.break("down");
      channel.setAddresses(["a", "b", "c"]);
      assert.equal(network.addresses, "a,b,c");
      channel.setAddresses(["b"]);
      assert.equal(channel.state, "failing");
    });

    it("may change: what stays keeps its connection, what goes finishes its calls", () => {
      start({ addresses: ["a", "b"], balancer: "roundRobin" });
      channel.connect();
      const [a, b] = network.connections;
      a?.owner.onReady();
      b?.owner.onReady();
      channel.setAddresses(["b", "c"]);
      assert.deepEqual([a?.ends, b?.ends, channel.state], [["close"], [], "ready"]);
      call();
      assert.equal(b?.streams.length, 1);
    });
  });

  void describe("interceptors", () => {
    it("add metadata, wait, and hear of the end", () => {
      const events: string[] = [];
      let proceed: () => void = () => undefined;
      start({
        interceptors: [
          (starting, go) => {
            starting.addMetadata("token", "t");
            starting.whenFinished((code) => void events.push(`${starting.method.path} ${code}`));
            proceed = go;
          },
        ],
      });
      ready();
      const metadata = Metadata.of({ own: "1" });
      call("", { metadata });
      assert.equal(network.last.streams.length, 0);
      proceed();
      assert.match(network.last.last.sent[0] ?? "", /own: 1, token: t$/);
      assert.equal(metadata.has("token"), false);
      network.last.answer(frames("x"));
      assert.deepEqual([taken(), events], ["ok x", ["/test.Text/Unary 0"]]);
    });

    it("can not send a call twice", async () => {
      const twice = (_: unknown, go: () => void): void => {
        go();
        go();
      };
      start({ interceptors: [twice] });
      ready();
      call();
      await turn();
      assert.equal(network.last.streams.length, 1);
      assert.deepEqual(bugs.map(String), ["AssertionError: an interceptor proceeds once"]);
      assert.match(taken(), /^1 /);
    });

    it("may refuse", async () => {
      start({ interceptors: [(starting) => starting.fail(Status.UNAUTHENTICATED, "no token")] });
      call();
      await turn();
      assert.deepEqual([taken(), network.connections.length], ["16 no token", 0]);
    });
  });

  it("tells all who want to hear of an end, even if one of them throws, and those that ask too late", async () => {
    ready();
    const bug = new Error("listener");
    const events: string[] = [];
    const under = call();
    under.whenFinished(() => {
      throw bug;
    });
    under.whenFinished((code) => void events.push(`second ${code}`));
    network.last.answer(frames("x"));
    under.whenFinished((code) => void events.push(`late ${code}`));
    assert.deepEqual([events.splice(0), bugs], [["second 0"], [bug]]);
    await turn();
    assert.deepEqual(events, ["late 0"]);
  });

  it("refuses a timeout that is no number, which would never come", () => {
    assert.throws(() => call("", { timeoutMs: NaN }), { message: /number of milliseconds/ });
    assert.equal(channel.openCalls, 0);
  });

  it("may be closed from any callback", async () => {
    for (const close of ["close", "abort"] as const) {
      start();
      ready();
      const stream = channel.bidi(both);
      const ends: (number | undefined)[] = [];
      stream.onMessage = () => channel[close]();
      stream.onEnd = (error) => ends.push(error?.code);
      call();
      const [first, second] = network.last.streams;
      assert.ok(first !== undefined && second !== undefined);
      network.last.owner.onResponse(first, goodHeaders(), false);
      first.owner?.onData(first, frames("a", "b"), false);
      network.last.break("");
      await turn();
      assert.deepEqual([ends, channel.openCalls, channel.state, clock.timers], [[14], 0, "closed", 0]);
      assert.match(taken(), /^14 /);
    }
    start();
    channel.onState = () => channel.close();
    call();
    await turn();
    network.last.break("");
    assert.match(taken(), /^14 the channel is closed/);
    assert.deepEqual([channel.openCalls, channel.state, clock.timers], [0, "closed", 0]);
  });

  it("survives callbacks that throw, and reports them", () => {
    ready();
    const bug = new Error("bug");
    channel.unary(unary, "", () => {
      throw bug;
    });
    network.last.answer(frames("x"));
    const stream = channel.serverStream(down, "");
    stream.onMessage = () => {
      throw bug;
    };
    network.last.owner.onResponse(network.last.last, goodHeaders(), false);
    network.last.last.owner?.onData(network.last.last, frames("x", "y"), false);
    assert.deepEqual([bugs, channel.openCalls, network.last.last.sent.at(-1)], [[bug, bug], 0, "reset 8"]);
  });

  void describe("promises", () => {
    it("give the response or an RpcError", async () => {
      ready();
      const good = callUnary(channel, unary, "a");
      network.last.answer(frames("x"));
      assert.equal(await good, "x");
      const bad = callUnary(channel, unary, "a");
      network.last.answer(frames(), { "grpc-status": "5", "grpc-message": "no" });
      await assert.rejects(bad, (error) => error instanceof RpcError && error.code === Status.NOT_FOUND);
    });

    it("iterate over messages with backpressure, and cancel when left early", async () => {
      ready();
      const call = channel.serverStream(down, "");
      const messages = messagesOf(call)[Symbol.asyncIterator]();
      const under = network.last.last;
      network.last.owner.onResponse(under, goodHeaders(), false);
      under.owner?.onData(under, frames("a"), false);
      under.owner?.onData(under, frames("b"), false);
      assert.equal(under.consumed, 6, "the second waits in its window");
      assert.equal((await messages.next()).value, "a");
      assert.equal((await messages.next()).value, "b");
      await messages.return?.();
      assert.equal(under.sent.at(-1), "reset 8");
    });

    it("iterate to the end, or to the error", async () => {
      for (const [code, expected] of [
        ["0", ["a", "b"]],
        ["9", ["a", "b", "FAILED_PRECONDITION"]],
      ] as const) {
        ready();
        const call = channel.serverStream(down, "");
        const seen: string[] = [];
        const reading = (async () => {
          try {
            for await (const message of messagesOf(call)) seen.push(message);
          } catch (error) {
            seen.push((error as Error).message);
          }
        })();
        const under = network.last.last;
        network.last.owner.onResponse(under, goodHeaders(), false);
        under.owner?.onData(under, frames("a", "b"), false);
        under.owner?.onTrailers(under, block({ "grpc-status": code }));
        await reading;
        assert.deepEqual(seen, expected);
      }
    });

    it("write several at once, and hear of each", async () => {
      ready();
      const writer = new MessageWriter(channel.bidi(both));
      const under = network.last.last;
      under.hasRoom = false;
      const writes = ["a", "b", "c"].map((text) => writer.write(text));
      under.owner?.onDrain(under);
      assert.deepEqual(await Promise.all(writes), [true, true, true]);
    });

    it("write with backpressure, and learn that the call is over", async () => {
      ready();
      const call = channel.bidi(both);
      const writer = new MessageWriter(call);
      const under = network.last.last;
      assert.equal(await writer.write("a"), true);
      under.hasRoom = false;
      let written = 0;
      const blocked = writer.write("b").then((open) => (written += open ? 1 : 0));
      await turn();
      assert.equal(written, 0);
      under.owner?.onDrain(under);
      await blocked;
      assert.equal(written, 1);
      const last = writer.write("c");
      call.cancel();
      assert.equal(await last, false);
      assert.equal(await writer.write("d"), false);
    });
  });
});
