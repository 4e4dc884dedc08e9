import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CHUNK_OWN_BYTES, defaultLimits } from "../limits.js";
import { ErrorCode } from "./error-code.js";
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
import type { Http2Stream } from "./stream.js";
import { StreamState } from "./stream-state.js";

const ping = frame.makeFrame(frame.PING, 0, 0, new Uint8Array(8));

/** Feeds the frame until the connection ends over it, and says how often that was. */
function flood(rig: raw.Rig, make: (at: number) => Uint8Array, most: number, read = true): number {
  for (let at = 0; at < most; at++) {
    rig.machine.receive(make(at));
    if (read) rig.pull();
    rig.machine.settle();
    if (!rig.machine.usable) return at + 1;
  }
  return Infinity;
}

/** Ended with this code, counted once and said once. */
function assertRefused(rig: raw.Rig, owner: EchoServer, refusal: Parameters<raw.Rig["refusals"]["count"]>[0]): void {
  assert.match(owner.closed ?? "", /^11 /);
  assert.equal(rig.refusals.count(refusal), 1);
  assert.equal(rig.log.length, 1);
  assert.equal(rig.machine.openStreams, 0);
}

describe("a flood ends the connection with ENHANCE_YOUR_CALM after so many", () => {
  const idle = defaultLimits.idleFrames.burst;
  const floods: [string, Parameters<typeof assertRefused>[2], (at: number) => Uint8Array, number][] = [
    ["PING", "pings", () => ping, defaultLimits.pings.burst],
    ["SETTINGS", "settings", () => raw.settingsFrame(), defaultLimits.settings.burst - 1],
    ["PRIORITY", "idle-frames", () => frame.makeFrame(frame.PRIORITY, 0, 1, new Uint8Array(5)), idle],
    ["WINDOW_UPDATE", "idle-frames", () => frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, 1), idle],
    ["frames of unknown types", "idle-frames", () => frame.makeFrame(0xfa, 0, 0, new Uint8Array(0)), idle],
    [
      "HEADERS with RST_STREAM behind it (rapid reset)",
      "resets",
      (at) => raw.concat(raw.headersFrame(2 * at + 1), frame.makeNumberFrame(frame.RST_STREAM, 2 * at + 1, 8)),
      defaultLimits.resets.burst,
    ],
    [
      "requests that make the server reset them (malformed)",
      "resets",
      (at) => raw.headersFrame(2 * at + 1, raw.block([":path", ""])),
      defaultLimits.resets.burst,
    ],
    [
      "requests made to be reset by a window of nothing",
      "resets",
      (at) => raw.concat(raw.headersFrame(2 * at + 1), frame.makeNumberFrame(frame.WINDOW_UPDATE, 2 * at + 1, 0)),
      defaultLimits.resets.burst,
    ],
  ];
  for (const [name, refusal, make, most] of floods) {
    test(name, () => {
      const owner = new EchoServer();
      const rig = raw.greetedServer({ server: () => owner });
      assert.equal(flood(rig, make, most + 10), most + 1);
      assertRefused(rig, owner, refusal);
    });
  }

  test("empty DATA on an open stream", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.headersFrame(1));
    assert.equal(
      flood(rig, () => raw.dataFrame(1, 0), idle + 10),
      idle + 1,
    );
    assertRefused(rig, owner, "idle-frames");
  });

  test("DATA on streams that are closed: one reset each, then nothing", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.requestFrames(1));
    assert.deepEqual(rig.describe(rig.turn(raw.dataFrame(1, 100))), ["1 reset 5"]);
    assert.deepEqual(rig.turn(raw.dataFrame(1, 100)), []);
    assert.equal(
      flood(rig, () => raw.dataFrame(1, 1), idle + 10),
      idle,
    );
    assertRefused(rig, owner, "idle-frames");
  });

  test("answers of the machine that the peer does not read", () => {
    const owner = new EchoServer();
    const limits = { pings: { burst: 2 ** 30, perSecond: 0 }, controlFramesUnsent: 1000 };
    const rig = raw.greetedServer({ server: () => owner }, limits);
    assert.equal(
      flood(rig, () => ping, 2000, false),
      1001,
    );
    assertRefused(rig, owner, "control-frames");
  });

  test("CONTINUATION: too many pieces, or too many bytes", () => {
    const begin = raw.headersFrame(1, new Uint8Array(0), 0);
    for (const [size, frames] of [
      [0, defaultLimits.continuationFrames],
      [1, defaultLimits.continuationFrames],
      [16_384, defaultLimits.headerBlockBytes / 16_384],
    ] as const) {
      const owner = new EchoServer();
      const rig = raw.greetedServer({ server: () => owner });
      rig.turn(begin);
      const more = frame.makeFrame(frame.CONTINUATION, 0, 1, new Uint8Array(size));
      assert.equal(
        flood(rig, () => more, 100),
        frames + 1,
      );
      assertRefused(rig, owner, size === 16_384 ? "header-block" : "continuations");
    }
  });
});

describe("what honest peers do is no flood", () => {
  test("calls that are cancelled now and then, among many that end well", () => {
    const rig = raw.greetedServer({ server: () => new EchoServer() });
    for (let id = 1; id < 40_000; id += 4) {
      rig.turn(raw.requestFrames(id, 0));
      rig.turn(raw.headersFrame(id + 2), frame.makeNumberFrame(frame.RST_STREAM, id + 2, 8));
    }
    assert.equal(rig.machine.usable, true);
  });

  test("a WINDOW_UPDATE for each 1,024 bytes of data that it was sent, and a PING for each frame that it sends", () => {
    let answer: Http2Stream<RecordedStream> | undefined;
    const owner = new EchoServer();
    owner.answer = (stream) => (answer = stream);
    const rig = raw.greetedServer({ server: () => owner }, { connectionUnsentBytes: 2 ** 30 });
    rig.turn(raw.headersFrame(1, undefined, 5));
    answer?.respond(okHeaders, -1, new Uint8Array(30_000_000), okTrailers);
    rig.pull();
    for (let at = 0; at < 20_000; at++) {
      rig.turn(
        frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, 1024),
        frame.makeNumberFrame(frame.WINDOW_UPDATE, 1, 1024),
      );
      if (at % 2 === 0) rig.machine.tick(at);
    }
    assert.equal(rig.machine.usable, true);
    rig.turn(raw.headersFrame(3));
    for (let at = 0; at < 10_000; at++) rig.turn(raw.dataFrame(3, 10), ping);
    assert.equal(rig.machine.usable, true);
  });

  test("a PING of a server for each call, which it answers in one read, in several or with an error", () => {
    const headers = (id: number): Uint8Array => raw.headersFrame(id, okHeaders.bytes);
    const end = (id: number): Uint8Array =>
      raw.headersFrame(id, okTrailers.bytes, frame.END_HEADERS | frame.END_STREAM);
    const error = (id: number): Uint8Array =>
      raw.headersFrame(id, okHeaders.bytes, frame.END_HEADERS | frame.END_STREAM);
    for (const answer of [
      (id: number) => [raw.concat(headers(id), raw.dataFrame(id, 10), end(id))],
      (id: number) => [headers(id), raw.dataFrame(id, 10), end(id)],
      (id: number) => [error(id)],
    ]) {
      const rig = new raw.Rig({ client: () => new RecordingClient() });
      rig.turn(raw.settingsFrame());
      for (let call = 0; call < 10_000; call++) {
        const stream = rig.machine.request(new RecordedStream(), postHeaders, undefined, true);
        rig.turn(ping, ...answer(stream?.id ?? 0));
      }
      assert.equal(rig.machine.usable, true);
    }
  });

  test("a pause fills a budget again", () => {
    const rig = raw.greetedServer({ server: () => new EchoServer() });
    for (let second = 1; second < 20; second++) {
      for (let at = 0; at < defaultLimits.pings.perSecond; at++) rig.turn(ping);
      rig.machine.tick(second * 1000);
    }
    assert.equal(rig.machine.usable, true);
  });
});

describe("memory is bounded", () => {
  test("streams above the limit are refused, and may be sent again", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner }, { concurrentStreams: 2 });
    const answers = rig.describe(rig.turn(raw.headersFrame(1), raw.headersFrame(3), raw.headersFrame(5)));
    assert.deepEqual(answers, ["5 reset 7"]);
    assert.equal(rig.refusals.count("streams"), 1);
    rig.turn(frame.makeNumberFrame(frame.RST_STREAM, 1, 8), raw.headersFrame(7));
    assert.equal(rig.machine.openStreams, 2);
  });

  test("answers that a peer asks for and does not read: the stream beyond the bound is reset, the rest stays", () => {
    const owner = new EchoServer();
    owner.answer = (stream) => stream.respond(okHeaders, -1, new Uint8Array(100_000), okTrailers);
    const rig = raw.greetedServer({ server: () => owner }, { connectionUnsentBytes: 10 * (100_000 + CHUNK_OWN_BYTES) });
    rig.turn(raw.settingsFrame([4, 0]));
    for (let id = 1; id < 30; id += 2) rig.turn(raw.headersFrame(id, undefined, 5));
    assert.equal(rig.machine.openStreams, 10);
    assert.equal(rig.refusals.count("unsent"), 5);
    assert.equal(owner.streams.get(29)?.lines.at(-1), "reset 11 by machine");
    assert.equal(rig.log.length, 1);
    rig.turn(frame.makeNumberFrame(frame.RST_STREAM, 1, 8), raw.headersFrame(31, undefined, 5));
    assert.equal(rig.machine.openStreams, 10);
  });

  test("a million tiny pieces that a peer does not read count with all that they pin", () => {
    const owner = new EchoServer();
    const limits = { connectionUnsentBytes: 1000 * (CHUNK_OWN_BYTES + 6) };
    const rig = raw.greetedServer({ server: () => owner }, limits);
    let taken = 0;
    owner.answer = (stream) => {
      stream.sendHeaders(okHeaders, undefined, false);
      for (taken = 0; taken < 2000; taken++) {
        stream.sendData(0, new Uint8Array(1), false);
        if (stream.closed) break;
      }
    };
    for (const id of [1, 3]) {
      rig.turn(raw.settingsFrame([4, 0]), raw.headersFrame(id, undefined, 5));
      assert.equal(taken, 1000, "the second finds as much room as the first");
      assert.equal(owner.streams.get(id)?.lines.at(-1), "reset 11 by machine");
    }
  });

  test("a stream whose owner does not wait when asked to is reset before others have to pay for it", () => {
    const owner = new EchoServer();
    const streams: Http2Stream<RecordedStream>[] = [];
    owner.answer = (stream) => streams.push(stream);
    const rig = raw.greetedServer({ server: () => owner }, { streamUnsentBytes: 1000 });
    rig.turn(raw.settingsFrame([4, 0]), raw.headersFrame(1, undefined, 5), raw.headersFrame(3, undefined, 5));
    const [greedy, large] = streams;
    for (const stream of [greedy, large]) stream?.sendHeaders(okHeaders, undefined, false);
    large?.sendData(0, new Uint8Array(1_000_000), false);
    for (let count = 0; count < 11; count++) {
      assert.equal(greedy?.closed, false, `${count}`);
      greedy.sendData(-1, new Uint8Array(100), false);
    }
    greedy?.sendData(-1, new Uint8Array(100), false);
    rig.turn();
    assert.equal(owner.streams.get(1)?.lines.at(-1), "reset 11 by machine");
    assert.deepEqual([large?.closed, rig.refusals.count("unsent")], [false, 1]);
  });

  test("what owners keep of what they have consumed: the stream beyond the bound is reset, the rest stays", () => {
    const owner = new EchoServer();
    const streams: Http2Stream<RecordedStream>[] = [];
    owner.record = (stream, headers, ended) => {
      streams.push(stream);
      return EchoServer.prototype.record.call(owner, stream, headers, ended);
    };
    const rig = raw.greetedServer({ server: () => owner }, { keptBytes: 1000 });
    rig.turn(raw.headersFrame(1), raw.headersFrame(3), raw.headersFrame(5));
    const [first, second, third] = streams;
    first?.keeps(500);
    second?.keeps(900);
    assert.deepEqual(owner.streams.get(3)?.lines.length, 1, "not from within");
    assert.deepEqual(rig.describe(rig.turn()), ["3 reset 11"]);
    assert.equal(owner.streams.get(3)?.lines.at(-1), "reset 11 by machine");
    second?.keeps(900);
    third?.keeps(500);
    rig.turn(frame.makeNumberFrame(frame.RST_STREAM, 1, 8));
    third?.keeps(1000);
    third?.keeps(999);
    assert.deepEqual([rig.turn(), rig.refusals.count("kept"), rig.machine.openStreams], [[], 1, 1]);
    third?.keeps(1001);
    assert.deepEqual(rig.describe(rig.turn()), ["5 reset 11"]);
  });

  test("a window of one byte moves one byte a frame, and costs the peer as many frames", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner }, { idleFrames: { burst: 100, perSecond: 0 } });
    rig.turn(raw.settingsFrame([4, 1]), raw.requestFrames(1, 1000));
    let sent = 1;
    for (; rig.machine.usable; sent++) rig.turn(frame.makeNumberFrame(frame.WINDOW_UPDATE, 1, 1));
    assert.equal(sent, 102);
    assert.equal(rig.refusals.count("idle-frames"), 1);
  });

  test("streams that are reset while they wait to be sent keep no place in any queue", () => {
    const owner = new EchoServer();
    const streams: StreamState[] = [];
    owner.answer = (stream, record) => {
      EchoServer.prototype.answer.call(owner, stream, record);
      assert.ok(stream instanceof StreamState);
      streams.push(stream);
    };
    const rig = raw.greetedServer({ server: () => owner });
    // Four calls use up the connection's window; those behind them can only wait.
    rig.turn(raw.settingsFrame([4, 2 ** 20]));
    for (const id of [1, 3, 5, 7]) rig.turn(raw.requestFrames(id, 16_384));
    for (let id = 9; id < 1009; id += 2) {
      rig.turn(raw.requestFrames(id, 100));
      assert.notEqual(streams.at(-1)?.queue, undefined);
      rig.turn(frame.makeNumberFrame(frame.RST_STREAM, id, 8));
      assert.equal(streams.at(-1)?.queue, undefined);
    }
    assert.equal(rig.machine.openStreams, 1);
    assert.equal(rig.describe(rig.turn(frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, 10_000))).length, 2);
    assert.equal(rig.machine.openStreams, 0);
  });

  test("a stream that is stalled by its window does not hold up the others", () => {
    const rig = raw.greetedServer({ server: () => new EchoServer() });
    rig.turn(raw.settingsFrame([4, 0]), raw.requestFrames(1, 100), raw.settingsFrame([4, 1000]));
    rig.turn(raw.settingsFrame([4, 0]), raw.requestFrames(3, 100), raw.requestFrames(5, 0));
    assert.equal(rig.machine.openStreams, 1);
  });

  test("a frame that comes byte by byte takes no more than its own size, and one too large nothing", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner });
    const huge = frame.makeFrame(frame.DATA, 0, 1, new Uint8Array(20_000));
    let fed = 0;
    for (; rig.machine.usable; fed++) rig.machine.receive(huge.subarray(fed, fed + 1));
    assert.equal(fed, 9);
    rig.machine.settle();
    assert.match(owner.closed ?? "", /^6 /);
  });
});

describe("time is bounded", () => {
  test("a preface that does not come, and one without SETTINGS", () => {
    for (const begun of [0, 10, 24]) {
      const rig = new raw.Rig({ server: () => new EchoServer() });
      rig.machine.receive(raw.clientHello.subarray(0, begun));
      rig.machine.tick(defaultLimits.handshakeMillis);
      assert.equal(rig.machine.finished, false);
      assert.equal(rig.refusals.count("handshake"), 0);
      assert.equal(rig.machine.tick(defaultLimits.handshakeMillis + 1), false);
      assert.equal(rig.refusals.count("handshake"), 1);
      assert.equal(rig.describe(rig.turn()).at(-1), "goaway 0 1");
      assert.equal(rig.machine.finished, true);
      assert.deepEqual(rig.turn(raw.clientHello.subarray(begun)), []);
    }
  });

  test("settings that are not acknowledged", () => {
    const rig = new raw.Rig({ server: () => new EchoServer() });
    rig.turn(raw.clientHello);
    rig.machine.tick(defaultLimits.settingsAckMillis + 1);
    assert.deepEqual(rig.describe(rig.turn()), ["goaway 0 4"]);
    assert.equal(rig.refusals.count("settings-ack"), 1);
  });

  test("a connection without streams, but not one with a stream", () => {
    const rig = raw.greetedServer({ server: () => new EchoServer() }, { idleMillis: 60_000 });
    rig.turn(raw.headersFrame(1));
    for (let now = 0; now <= 300_000; now += 1000) rig.machine.tick(now);
    assert.deepEqual(rig.turn(), []);
    rig.turn(frame.makeNumberFrame(frame.RST_STREAM, 1, 8));
    rig.machine.tick(360_000);
    assert.equal(rig.machine.usable, true);
    rig.machine.tick(361_000);
    assert.deepEqual(rig.describe(rig.turn()), ["goaway 2147483647 0", "ping ff00000000000000"]);
    assert.equal(rig.refusals.count("idle"), 1);
    // And who does not even answer the PING is let go.
    rig.machine.tick(367_000);
    assert.deepEqual(rig.describe(rig.turn()), ["goaway 1 0"]);
    assert.equal(rig.machine.finished, true);
  });
});

describe("what is sent and not taken is bounded in time", () => {
  const stallMillis = 60_000;

  /** A server that answers with so much at once, to a client whose streams have such a window, beside a quiet stream. */
  function stalled(bytes: number, window: number): { rig: raw.Rig; owner: EchoServer } {
    const owner = new EchoServer();
    owner.answer = (stream) => stream.respond(okHeaders, -1, new Uint8Array(bytes), okTrailers);
    const rig = raw.greetedServer({ server: () => owner }, { stallMillis });
    rig.turn(raw.settingsFrame([4, window]), raw.headersFrame(1), raw.headersFrame(3, undefined, 5));
    return { rig, owner };
  }

  /** Lets so many times of `stallMillis` go by, a second at a time. */
  function wait(rig: raw.Rig, times: number, eachSecond: (second: number) => void = () => undefined): void {
    for (let second = 1; second <= times * 60; second++) {
      rig.now += 1000;
      eachSecond(second);
      rig.machine.tick(rig.now);
    }
  }

  test("a stream that gets no window is reset, and a quiet one beside it stays", () => {
    const { rig, owner } = stalled(100, 0);
    wait(rig, 1);
    assert.deepEqual(rig.turn(), []);
    wait(rig, 1);
    assert.deepEqual(rig.describe(rig.turn()), ["3 reset 11"]);
    assert.equal(owner.streams.get(3)?.lines.at(-1), "reset 11 by machine");
    assert.equal(rig.refusals.count("stalled-stream"), 1);
    assert.equal(rig.log.length, 1);
    wait(rig, 10);
    assert.equal(rig.machine.openStreams, 1);
    assert.equal(rig.machine.usable, true);
  });

  test("windows of a byte are no help, but slow windows are", () => {
    for (const [increment, isReset] of [
      [1, true],
      [20, false],
    ] as const) {
      const { rig } = stalled(50_000, 10);
      wait(rig, 5, () => rig.turn(frame.makeNumberFrame(frame.WINDOW_UPDATE, 3, increment)));
      assert.equal(rig.refusals.count("stalled-stream"), isReset ? 1 : 0, `${increment}`);
    }
  });

  test("the last bytes of an answer are as much of a stall as all of it, and the bytes that left are none", () => {
    const { rig } = stalled(100, 99);
    wait(rig, 2);
    assert.equal(rig.refusals.count("stalled-stream"), 1);
    const taken = stalled(100, 100);
    wait(taken.rig, 3);
    assert.equal(taken.rig.log.length, 0);
  });

  test("a connection that gets no window ends, PINGs or not", () => {
    const { rig, owner } = stalled(100_000, 2 ** 20);
    wait(rig, 2, () => rig.turn(ping));
    assert.match(rig.describe(rig.turn()).join(), /goaway 3 11/);
    assertRefused(rig, owner, "stalled");
  });

  test("a connection that moves slowly stays", () => {
    const { rig } = stalled(100_000, 2 ** 20);
    wait(rig, 5, () => rig.turn(frame.makeNumberFrame(frame.WINDOW_UPDATE, 0, 100)));
    assert.equal(rig.machine.usable, true);
  });

  test("a socket that takes nothing ends its connection, one that takes a little does not", () => {
    for (const rate of [0, 20]) {
      const { rig } = stalled(50_000, 2 ** 20);
      let unwritten = 50_000;
      for (let second = 1; second <= 300; second++) rig.machine.tick(second * 1000, (unwritten -= rate));
      assert.equal(rig.machine.usable, rate > 0);
      assert.equal(rig.refusals.count("stalled"), rate > 0 ? 0 : 1);
    }
  });

  test("a quiet stream of events stays, even if each time there is just something to send", () => {
    const owner = new EchoServer();
    let events: Http2Stream<RecordedStream> | undefined;
    owner.record = (stream, headers, ended) => {
      events = stream;
      return EchoServer.prototype.record.call(owner, stream, headers, ended);
    };
    const rig = raw.greetedServer({ server: () => owner }, { stallMillis });
    rig.turn(raw.headersFrame(1));
    events?.sendHeaders(okHeaders, undefined, false);
    wait(rig, 100, (second) => {
      rig.pull();
      if (second % 60 === 0) events?.sendData(0, new Uint8Array(2), false);
    });
    assert.equal(rig.machine.openStreams, 1);
    assert.equal(rig.log.length, 0);
  });
});

test("a wrong preface is told so", () => {
  const rig = new raw.Rig({ server: () => new EchoServer() });
  const answer = rig.describe(rig.turn(Buffer.from("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")));
  assert.deepEqual(answer, [`goaway 0 ${ErrorCode.PROTOCOL_ERROR}`]);
});

test("header blocks that only fill tables and lists pin no more than the table", () => {
  const owner = new EchoServer();
  const rig = raw.greetedServer({ server: () => owner }, { resets: { burst: 2 ** 30, perSecond: 0 } });
  const large = raw.concat(Uint8Array.of(0x40, 1, 0x61, 0x7f, 0x81, 0x1e), new Uint8Array(3968).fill(0x62));
  const bomb = new Uint8Array(12_000).fill(0x80 | 62);
  rig.turn(raw.headersFrame(1, raw.concat(postHeaders.bytes, large)));
  for (let id = 3; id < 203; id += 2) {
    assert.deepEqual(rig.turn(raw.headersFrame(id, raw.concat(postHeaders.bytes, bomb), 5)).length, 1);
  }
  assert.equal(rig.refusals.count("header-list"), 100);
  assert.equal(owner.streams.size, 1);
  assert.equal(rig.machine.openStreams, 1);
});
