import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encodeHeaders } from "../hpack/encoded-headers.js";
import { ErrorCode } from "./error-code.js";
import * as frame from "./frame.js";
import type { Http2Stream } from "./stream.js";
import {
  EchoServer,
  okHeaders,
  okTrailers,
  postHeaders,
  RecordedStream,
  RecordingClient,
} from "./owners.test-helper.js";
import * as raw from "./raw-peer.test-helper.js";

/** Keeps its streams, and does nothing by itself. */
class PatientServer extends EchoServer {
  readonly open: Http2Stream<RecordedStream>[] = [];
  override answer(stream: Http2Stream<RecordedStream>): void {
    this.open.push(stream);
  }
  override record(...of: Parameters<EchoServer["record"]>): RecordedStream {
    this.open.push(of[0]);
    return super.record(...of);
  }
}

function windowUpdate(stream: number, increment: number): Uint8Array {
  return frame.makeNumberFrame(frame.WINDOW_UPDATE, stream, increment);
}

function resetFrame(stream: number, code: number): Uint8Array {
  return frame.makeNumberFrame(frame.RST_STREAM, stream, code);
}

describe("a server's stream", () => {
  test("is answered with headers, data and trailers, in one write", () => {
    const rig = raw.greetedServer({ server: () => new EchoServer() });
    assert.deepEqual(rig.describe(rig.turn(raw.requestFrames(1), raw.requestFrames(3, 0))), [
      "1 headers :status=200 content-type=application/octet-stream",
      "1 data 10",
      "1 headers x-end=good end",
      "3 headers :status=200 content-type=application/octet-stream",
      "3 headers x-end=good end",
    ]);
    assert.equal(rig.machine.openStreams, 0);
  });

  test("hands a request that came whole to its owner in one event, and one that did not in several", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner });
    let whole = 0;
    owner.onWholeRequest = (_stream, _headers, body) => void (whole += body.length);
    rig.turn(raw.requestFrames(1));
    assert.equal(whole, 10);
    const bytes = raw.requestFrames(3);
    rig.turn(bytes.subarray(0, 45), bytes.subarray(45));
    assert.equal(whole, 10);
    assert.match(owner.streams.get(3)?.story() ?? "", /10 bytes/);
  });

  test("writes gRPC's prefix before the bytes, across frames too", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.headersFrame(1));
    const body = new Uint8Array(40_000).fill(7);
    owner.open[0]?.respond(okHeaders, 1, body, okTrailers);
    const data = raw.concat(
      ...rig
        .pull()
        .filter((one) => one.type === frame.DATA)
        .map((one) => one.payload),
    );
    assert.deepEqual([...data.subarray(0, 6)], [1, 0, 0, 0x9c, 0x40, 7]);
    assert.equal(data.length, 40_005);
    assert.ok(data.subarray(5).every((byte) => byte === 7));
  });

  test("joins what was handed in piece by piece into as few frames as may be", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.headersFrame(1));
    const stream = owner.open[0];
    stream?.sendHeaders(okHeaders, encodeHeaders([["x-more", "1"]]), false);
    for (let at = 0; at < 10; at++) assert.equal(stream?.sendData(0, new Uint8Array(20), at === 9), true);
    assert.deepEqual(rig.describe(rig.pull()), [
      "1 headers :status=200 content-type=application/octet-stream x-more=1",
      "1 data 250 end",
      "1 reset 0",
    ]);
  });

  test("ignores what its owner sends after a reset, and tells it of the peer's reset", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.headersFrame(1), raw.headersFrame(3), resetFrame(1, ErrorCode.CANCEL));
    const [first, second] = owner.open;
    assert.deepEqual(owner.streams.get(1)?.lines.at(-1), "reset 8 by peer");
    first?.respond(okHeaders, -1, new Uint8Array(9), okTrailers);
    second?.reset(ErrorCode.INTERNAL_ERROR);
    second?.respond(okHeaders, -1, new Uint8Array(9), okTrailers);
    assert.deepEqual(rig.describe(rig.turn()), ["3 reset 2"]);
    assert.deepEqual(owner.streams.get(3)?.lines.length, 1);
    assert.equal(rig.machine.openStreams, 0);
  });

  test("answers 431 to headers above the limit on the list", () => {
    const rig = raw.greetedServer({ server: () => new EchoServer() }, { headerListBytes: 200 });
    const big = raw.block([":method", "POST"], [":scheme", "http"], [":path", "/"], ["x-big", "v".repeat(200)]);
    assert.deepEqual(rig.describe(rig.turn(raw.headersFrame(1, big), raw.requestFrames(3))), [
      "1 headers :status=431 end",
      "3 headers :status=200 content-type=application/octet-stream",
      "3 data 10",
      "3 headers x-end=good end",
      "1 reset 0",
    ]);
    assert.equal(rig.refusals.count("header-list"), 1);
  });
});

test("a header block that nobody would take is the caller's bug, and found in its call", () => {
  const owner = new PatientServer();
  const rig = raw.greetedServer({ server: () => owner });
  rig.turn(raw.headersFrame(1));
  const huge = encodeHeaders([["x-huge", "h".repeat(33_000)]]);
  assert.throws(() => owner.open[0]?.sendHeaders(okHeaders, huge, false), /at most/);
  rig.turn(raw.headersFrame(3));
  assert.throws(() => owner.open[1]?.respond(okHeaders, -1, new Uint8Array(1), huge), /at most/);
});

describe("flow control", () => {
  test("keeps to the stream's window, to the connection's, and to a change of the initial one", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.settingsFrame([4, 100]), raw.headersFrame(1));
    owner.open[0]?.respond(okHeaders, -1, new Uint8Array(70_000), okTrailers);
    const sent = (...bytes: Uint8Array[]): number =>
      rig.turn(...bytes).reduce((sum, one) => sum + (one.type === frame.DATA ? one.payload.length : 0), 0);
    assert.equal(sent(), 100);
    assert.equal(sent(windowUpdate(1, 1)), 1);
    assert.equal(sent(raw.settingsFrame([4, 50])), 0);
    assert.equal(sent(windowUpdate(1, 50)), 0);
    assert.equal(sent(windowUpdate(1, 1)), 1);
    assert.equal(sent(windowUpdate(1, 100_000)), 65_535 - 102);
    assert.equal(sent(windowUpdate(1, 1000)), 0);
    assert.equal(sent(windowUpdate(0, 10)), 10);
    assert.equal(sent(windowUpdate(0, 100_000)), 70_000 - 65_545);
    assert.equal(rig.machine.openStreams, 0);
  });

  test("gives windows back when data is consumed, half a window at a time", () => {
    const owner = new PatientServer();
    const held: [Http2Stream, number][] = [];
    const rig = raw.greetedServer(
      { server: () => owner },
      { streamWindowBytes: 40_000, connectionWindowBytes: 100_000 },
    );
    rig.turn(raw.headersFrame(1));
    const record = owner.streams.get(1);
    assert.ok(record);
    record.onData = (stream, bytes) => void held.push([stream, bytes.length]);
    assert.deepEqual(rig.turn(raw.dataFrame(1, 16_000), raw.dataFrame(1, 16_000)), []);
    held[0]?.[0].consume(16_000);
    assert.deepEqual(rig.turn(), []);
    held[0]?.[0].consume(4000);
    assert.deepEqual(rig.describe(rig.turn()), ["1 window 20000"]);
    // What was never consumed comes back to the connection when the stream is over.
    assert.deepEqual(rig.turn(raw.dataFrame(1, 16_000)), []);
    assert.deepEqual(rig.turn(resetFrame(1, 8)), []);
    rig.turn(raw.headersFrame(3));
    assert.deepEqual(rig.describe(rig.turn(raw.dataFrame(3, 2000))), ["0 window 50000"]);
  });

  test("ends a stream or the connection whose peer sends more than it may", () => {
    const owner = new PatientServer();
    const limits = { streamWindowBytes: 20_000, connectionWindowBytes: 100_000 };
    const rig = raw.greetedServer({ server: () => owner }, limits);
    rig.turn(raw.headersFrame(1), raw.headersFrame(3), raw.headersFrame(5), raw.headersFrame(7), raw.headersFrame(9));
    for (const record of owner.streams.values()) record.onData = () => undefined;
    assert.deepEqual(rig.describe(rig.turn(raw.dataFrame(1, 16_000), raw.dataFrame(1, 4001))), ["1 reset 3"]);
    const fill = [3, 5, 7].flatMap((stream) => [raw.dataFrame(stream, 10_000), raw.dataFrame(stream, 10_000)]);
    assert.deepEqual(rig.turn(...fill), []);
    assert.deepEqual(rig.describe(rig.turn(raw.dataFrame(9, 16_000), raw.dataFrame(9, 4000))), ["goaway 9 3"]);
  });

  test("asks the owner to wait, and to go on", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner }, { unsentHighBytes: 1000, unsentLowBytes: 100 });
    rig.turn(raw.settingsFrame([4, 0]), raw.headersFrame(1));
    const stream = owner.open[0];
    stream?.sendHeaders(okHeaders, undefined, false);
    assert.equal(stream?.sendData(-1, new Uint8Array(999), false), true);
    assert.equal(stream.sendData(-1, new Uint8Array(1), false), false);
    const record = owner.streams.get(1);
    assert.ok(record);
    rig.turn(windowUpdate(1, 899));
    assert.equal(record.drains, 0);
    rig.turn(windowUpdate(1, 1));
    assert.equal(record.drains, 1);
    rig.turn(windowUpdate(1, 100));
    assert.equal(record.drains, 1);
    assert.equal(stream.unsent, 0);
  });
});

test("streams take turns: 100 bytes beside 100 MB leave within a few frames", () => {
  const owner = new PatientServer();
  const rig = raw.greetedServer({ server: () => owner }, { connectionUnsentBytes: 2 ** 28 });
  rig.turn(
    raw.settingsFrame([4, 2 ** 31 - 1]),
    windowUpdate(0, 2 ** 31 - 1 - 65_535),
    raw.headersFrame(1),
    raw.headersFrame(3),
  );
  const [bulk] = owner.open;
  bulk?.respond(okHeaders, -1, new Uint8Array(100_000_000), okTrailers);
  for (let id = 5; id < 45; id += 2) {
    rig.pullOnce();
    rig.machine.receive(raw.requestFrames(id, 100));
    owner.open.at(-1)?.respond(okHeaders, -1, new Uint8Array(100), okTrailers);
    const types = rig.pullOnce().map((one) => one.stream);
    assert.ok(types.indexOf(id) <= 1, `stream ${id} comes behind ${types.indexOf(id)} frames of others`);
    assert.ok(types.includes(id));
  }
});

describe("a client", () => {
  function connected(): { rig: raw.Rig; owner: RecordingClient } {
    const owner = new RecordingClient();
    const rig = new raw.Rig({ client: () => owner });
    assert.deepEqual(rig.describe(rig.turn()), ["settings", "0 window 4128769"]);
    return { rig, owner };
  }
  const headers = raw.headersFrame(1, okHeaders.bytes);
  const trailers = raw.headersFrame(1, okTrailers.bytes, frame.END_HEADERS | frame.END_STREAM);

  test("takes a whole response, however it is cut into reads", () => {
    const response = raw.concat(raw.settingsFrame(), headers, raw.dataFrame(1, 10), trailers);
    for (let cut = 0; cut <= response.length; cut++) {
      const { rig, owner } = connected();
      const record = new RecordedStream();
      const stream = rig.machine.request(record, postHeaders, undefined, false);
      stream?.sendData(0, new Uint8Array(3), true);
      assert.deepEqual(rig.describe(rig.turn()), [
        "1 headers :method=POST :scheme=http :path=/echo :authority=localhost",
        "1 data 8 end",
      ]);
      assert.deepEqual(rig.describe(rig.turn(response.subarray(0, cut), response.subarray(cut))), ["settings ack"]);
      const status = "headers :status=200 content-type=application/octet-stream";
      assert.equal(record.story(), `${status}; trailers x-end=good; 10 bytes, sum ${record.story().split("sum ")[1]}`);
      assert.equal(rig.machine.openStreams, 0);
      assert.deepEqual(owner.lines, ["ready"]);
    }
  });

  test("resets a response that is malformed, whole or in pieces", () => {
    const status: [string, string] = [":status", "200"];
    const end = frame.END_HEADERS | frame.END_STREAM;
    const bad: [string, Uint8Array[]][] = [
      ["too short", [raw.headersFrame(1, raw.block(status, ["content-length", "11"])), raw.dataFrame(1, 10), trailers]],
      ["too long", [raw.headersFrame(1, raw.block(status, ["content-length", "9"])), raw.dataFrame(1, 10), trailers]],
      ["a status in the trailers", [headers, raw.dataFrame(1, 10), raw.headersFrame(1, raw.block(status), end)]],
      ["no status", [raw.headersFrame(1, raw.block(["a", "b"])), raw.dataFrame(1, 10), trailers]],
      ["data before headers", [raw.dataFrame(1, 10), headers, trailers]],
    ];
    for (const [name, frames] of bad) {
      for (const reads of [frames, [raw.concat(...frames)]]) {
        const { rig } = connected();
        const record = new RecordedStream();
        rig.machine.request(record, postHeaders, undefined, true);
        rig.turn(raw.settingsFrame());
        const said = rig.describe(rig.turn(...reads));
        assert.deepEqual(said, ["1 reset 1"], name);
        assert.equal(record.lines.at(-1), "reset 1 by machine");
        assert.equal(rig.machine.openStreams, 0);
      }
    }
  });

  test("waits for a free stream when the server allows no more", () => {
    const { rig, owner } = connected();
    rig.turn(raw.settingsFrame([3, 1]));
    assert.ok(rig.machine.request(new RecordedStream(), postHeaders, undefined, true));
    assert.equal(rig.machine.request(new RecordedStream(), postHeaders, undefined, true), undefined);
    rig.turn(headers, trailers);
    assert.deepEqual(owner.lines, ["ready", "capacity"]);
    assert.ok(rig.machine.request(new RecordedStream(), postHeaders, undefined, true));
  });

  test("may send again what a server refused or never looked at", () => {
    const { rig, owner } = connected();
    const records = [1, 3, 5].map(() => new RecordedStream());
    rig.turn(raw.settingsFrame());
    for (const record of records) rig.machine.request(record, postHeaders, undefined, true);
    rig.turn(resetFrame(1, ErrorCode.REFUSED_STREAM), frame.makeGoaway(3, 0, "bye"));
    assert.deepEqual(
      records.map((record) => record.lines),
      [["reset 7 by peer unprocessed"], [], ["reset 7 by peer unprocessed"]],
    );
    assert.equal(rig.machine.usable, false);
    assert.deepEqual(owner.lines, ["ready", "goaway 0 3 bye"]);
    rig.turn(raw.headersFrame(3, okHeaders.bytes, frame.END_HEADERS | frame.END_STREAM));
    assert.equal(owner.closed, "0 closed in good order");
    assert.equal(rig.machine.finished, true);
  });

  test("tells each stream of its end once, even if the first that hears of a goodbye ends all others", () => {
    const { rig } = connected();
    const records = [new RecordedStream(), new RecordedStream()];
    const streams = records.map((record) => rig.machine.request(record, postHeaders, undefined, true));
    rig.turn(raw.settingsFrame());
    for (const record of records) record.ended = () => streams[1]?.reset(ErrorCode.CANCEL);
    rig.turn(frame.makeGoaway(0, 0, ""));
    assert.deepEqual(
      records.map((record) => record.lines),
      [["reset 7 by peer unprocessed"], []],
    );
  });

  test("does not speak of a request that is cancelled before it left", () => {
    const { rig } = connected();
    rig.machine.request(new RecordedStream(), postHeaders, undefined, true)?.reset(8);
    rig.machine.request(new RecordedStream(), postHeaders, undefined, true);
    assert.deepEqual(rig.describe(rig.turn()), [
      "3 headers :method=POST :scheme=http :path=/echo :authority=localhost end",
    ]);
  });

  test("is told of its streams when the connection breaks, and which of them never left", () => {
    const { rig, owner } = connected();
    const [left, stayed] = [new RecordedStream(), new RecordedStream()];
    rig.machine.request(left, postHeaders, undefined, true);
    rig.turn(raw.settingsFrame());
    rig.machine.request(stayed, postHeaders, undefined, true);
    rig.machine.ended("the cable was cut");
    assert.deepEqual(left.lines, ["reset 8 by connection"]);
    assert.deepEqual(stayed.lines, ["reset 8 by connection unprocessed"]);
    assert.equal(owner.closed, "8 the cable was cut");
  });

  test("skips informational responses, and takes no pushes", () => {
    const { rig } = connected();
    const record = new RecordedStream();
    rig.machine.request(record, postHeaders, undefined, true);
    const early = raw.headersFrame(1, raw.block([":status", "103"]));
    rig.turn(raw.settingsFrame(), early, headers, trailers);
    assert.equal(record.lines.length, 2);
    const push = frame.makeFrame(frame.PUSH_PROMISE, frame.END_HEADERS, 1, new Uint8Array(4));
    assert.deepEqual(rig.describe(rig.turn(push)), ["goaway 0 1"]);
  });
});

describe("PING and goodbye", () => {
  test("a PING is answered, and an owner's own comes back with its number", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner });
    const payload = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    assert.deepEqual(rig.describe(rig.turn(frame.makeFrame(frame.PING, 0, 0, payload))), ["ping ack 0102030405060708"]);
    for (const number of [0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 48 - 1]) {
      rig.machine.ping(number);
      const [ping] = rig.turn();
      assert.ok(ping);
      rig.turn(frame.makeFrame(frame.PING, frame.ACK, 0, ping.payload));
      assert.equal(owner.lines.at(-1), `pong ${number}`);
    }
    assert.deepEqual(owner.lines.slice(0, 2), ["ready", "ping"]);
  });

  test("a server that closes takes what is on its way, then says its last stream, then ends", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.headersFrame(1));
    rig.machine.close();
    const goodbye = rig.turn();
    assert.deepEqual(rig.describe(goodbye), ["goaway 2147483647 0", "ping ff00000000000000"]);
    rig.turn(raw.headersFrame(3));
    const pong = frame.makeFrame(frame.PING, frame.ACK, 0, goodbye[1]?.payload ?? new Uint8Array(8));
    assert.deepEqual(rig.describe(rig.turn(pong)), ["goaway 3 0"]);
    rig.turn(raw.requestFrames(5));
    assert.equal(owner.streams.has(5), false);
    assert.equal(owner.closed, undefined);
    for (const stream of new Set(owner.open)) stream.respond(okHeaders, -1, new Uint8Array(1), okTrailers);
    rig.turn();
    assert.equal(rig.machine.finished, true);
    assert.equal(owner.closed, "0 closed in good order");
  });

  test("an abort says why and resets what is open, but calls nobody from within", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.headersFrame(1));
    rig.machine.abort(ErrorCode.ENHANCE_YOUR_CALM, "too_many_pings");
    assert.equal(owner.closed, undefined);
    const [goaway] = rig.turn();
    assert.equal(Buffer.from(goaway?.payload.subarray(8) ?? []).toString(), "too_many_pings");
    assert.equal(owner.streams.get(1)?.lines.at(-1), "reset 11 by connection");
    assert.equal(owner.closed, "11 too_many_pings");
    assert.equal(rig.machine.tick(1), false);
    assert.equal(rig.machine.tick(6000), true);
  });
});

describe("an error has the right scope and code", () => {
  const malformed: [string, (readonly [string, string])[]][] = [
    [
      "no :method",
      [
        [":scheme", "http"],
        [":path", "/"],
      ],
    ],
    [
      "no :path",
      [
        [":method", "GET"],
        [":scheme", "http"],
      ],
    ],
    [
      "an empty :path",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", ""],
      ],
    ],
    [
      "a :path without slash",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "a"],
      ],
    ],
    [
      "a second :path",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        [":path", "/"],
      ],
    ],
    [
      ":status",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        [":status", "200"],
      ],
    ],
    [
      "a pseudo-header behind others",
      [
        [":method", "GET"],
        [":scheme", "http"],
        ["a", "b"],
        [":path", "/"],
      ],
    ],
    [
      "capitals",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        ["Accept", "x"],
      ],
    ],
    [
      "a connection's header",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        ["connection", "close"],
      ],
    ],
    [
      "te: gzip",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        ["te", "gzip"],
      ],
    ],
    [
      "an end of line",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        ["a", "b\r\nc: d"],
      ],
    ],
    [
      "a space at the end",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        ["a", "b "],
      ],
    ],
    [
      "two lengths",
      [
        [":method", "GET"],
        [":scheme", "http"],
        [":path", "/"],
        ["content-length", "1"],
        ["content-length", "2"],
      ],
    ],
  ];
  for (const [name, fields] of malformed) {
    test(`a request with ${name} is malformed: the stream is reset, the next one served`, () => {
      const owner = new EchoServer();
      const rig = raw.greetedServer({ server: () => owner });
      const answer = rig.describe(rig.turn(raw.headersFrame(1, raw.block(...fields)), raw.requestFrames(3)));
      assert.equal(answer[0], "1 reset 1");
      assert.equal(answer.length, 4);
      assert.equal(owner.streams.has(1), false);
    });
  }

  const length = (text: string): Uint8Array =>
    raw.headersFrame(1, raw.block([":method", "POST"], [":scheme", "http"], [":path", "/"], ["content-length", text]));
  const bad: [string, Uint8Array[], string][] = [
    ["more data than content-length", [length("5"), raw.dataFrame(1, 6)], "1 reset 1"],
    ["less data than content-length", [length("5"), raw.dataFrame(1, 4, frame.END_STREAM)], "1 reset 1"],
    ["data behind the end", [raw.headersFrame(1, undefined, 5), raw.dataFrame(1, 1)], "1 reset 5"],
    ["headers behind the end", [raw.headersFrame(1, undefined, 5), raw.headersFrame(1, undefined, 5)], "1 reset 5"],
    ["trailers that do not end", [raw.headersFrame(1), raw.headersFrame(1, raw.block(["a", "b"]))], "1 reset 1"],
    ["a window grown by nothing", [raw.headersFrame(1), windowUpdate(1, 0)], "1 reset 1"],
    ["a stream's window above 2^31", [raw.headersFrame(1), windowUpdate(1, 2 ** 31 - 1)], "1 reset 3"],
    ["a connection's window above 2^31", [windowUpdate(0, 2 ** 31 - 1)], "goaway 0 3"],
    ["the connection's window grown by nothing", [windowUpdate(0, 0)], "goaway 0 1"],
    [
      "a large initial window that makes one too large",
      [raw.headersFrame(1), windowUpdate(1, 2 ** 30), raw.settingsFrame([4, 2 ** 31 - 1])],
      "goaway 1 3",
    ],
    ["an initial window above 2^31", [raw.settingsFrame([4, 2 ** 31])], "goaway 0 3"],
    ["a frame size out of its range", [raw.settingsFrame([5, 100])], "goaway 0 1"],
    ["an even stream", [raw.headersFrame(2)], "goaway 0 1"],
    ["ids that go back", [raw.headersFrame(5), raw.headersFrame(3)], "goaway 5 1"],
    ["data for a stream that nobody opened", [raw.dataFrame(1, 1)], "goaway 0 1"],
    ["a reset for a stream that nobody opened", [resetFrame(1, 8)], "goaway 0 1"],
    ["a window for a stream that nobody opened", [windowUpdate(1, 8)], "goaway 0 1"],
    ["a push", [frame.makeFrame(frame.PUSH_PROMISE, 4, 1, new Uint8Array(4))], "goaway 0 1"],
    ["CONTINUATION without HEADERS", [frame.makeFrame(frame.CONTINUATION, 4, 1, postHeaders.bytes)], "goaway 0 1"],
    [
      "a frame between HEADERS and CONTINUATION",
      [raw.headersFrame(1, undefined, 0), frame.makeFrame(frame.PING, 0, 0, new Uint8Array(8))],
      "goaway 0 1",
    ],
    ["a frame that is too large", [frame.makeFrame(frame.DATA, 0, 1, new Uint8Array(16_385))], "goaway 0 6"],
    ["a PING of seven bytes", [frame.makeFrame(frame.PING, 0, 0, new Uint8Array(7))], "goaway 0 6"],
    ["a SETTINGS of five bytes", [frame.makeFrame(frame.SETTINGS, 0, 0, new Uint8Array(5))], "goaway 0 6"],
    ["a SETTINGS ack with settings", [frame.makeFrame(frame.SETTINGS, 1, 0, new Uint8Array(6))], "goaway 0 6"],
    ["a stream's SETTINGS", [frame.makeFrame(frame.SETTINGS, 0, 1, new Uint8Array(0))], "goaway 0 1"],
    ["a GOAWAY of four bytes", [frame.makeFrame(frame.GOAWAY, 0, 0, new Uint8Array(4))], "goaway 0 6"],
    ["a field that no table has", [raw.headersFrame(1, Uint8Array.of(0xff, 0x70))], "goaway 0 9"],
    [
      "more padding than data",
      [raw.headersFrame(1), raw.dataFrame(1, Uint8Array.of(9, 1, 2), frame.PADDED)],
      "goaway 1 1",
    ],
    ["padding without a length", [raw.headersFrame(1), raw.dataFrame(1, 0, frame.PADDED)], "goaway 1 1"],
  ];
  for (const [name, frames, answer] of bad) {
    test(`${name}, in one read or in several`, () => {
      for (const reads of [frames, [raw.concat(...frames)]]) {
        const owner = new PatientServer();
        const rig = raw.greetedServer({ server: () => owner });
        const said = rig.describe(rig.turn(...reads)).filter((line) => line !== "settings ack");
        assert.deepEqual(said, [answer]);
        assert.equal(rig.machine.finished, answer.startsWith("goaway"));
        assert.equal(owner.closed !== undefined, answer.startsWith("goaway"));
        if (!answer.startsWith("goaway")) assert.equal(rig.machine.openStreams, 0);
      }
    });
  }

  test("what was on its way when a stream was reset is ignored, and decoded all the same", () => {
    const owner = new PatientServer();
    const rig = raw.greetedServer({ server: () => owner });
    rig.turn(raw.headersFrame(1));
    owner.open[0]?.reset(8);
    rig.turn();
    const insert = Uint8Array.of(0x40, 1, 0x61, 1, 0x62);
    assert.deepEqual(rig.turn(raw.dataFrame(1, 100), raw.headersFrame(1, insert, 5), windowUpdate(1, 5)), []);
    rig.turn(raw.headersFrame(3, raw.concat(postHeaders.bytes, Uint8Array.of(0x80 | 62))));
    assert.match(owner.streams.get(3)?.lines[0] ?? "", / a=b$/);
  });

  test("padding is cut off, counts for the windows, and unknown frames and priorities are ignored", () => {
    const owner = new EchoServer();
    const rig = raw.greetedServer({ server: () => owner });
    const padded = raw.concat(Uint8Array.of(3), postHeaders.bytes, new Uint8Array(3));
    const priority = raw.concat(new Uint8Array(5), postHeaders.bytes);
    rig.turn(
      frame.makeFrame(frame.HEADERS, frame.PADDED | frame.END_HEADERS, 1, padded),
      frame.makeFrame(0x77, 0xff, 1, new Uint8Array(100)),
      raw.dataFrame(1, Uint8Array.of(2, 65, 66, 67, 0, 0), frame.PADDED | frame.END_STREAM),
      frame.makeFrame(frame.PRIORITY, 0, 9, new Uint8Array(5)),
      frame.makeFrame(frame.HEADERS, frame.PRIORITY_FLAG | frame.END_HEADERS | frame.END_STREAM, 3, priority),
    );
    assert.equal(Buffer.from(owner.streams.get(1)?.bytes ?? []).toString(), "ABC");
    assert.equal(owner.streams.get(3)?.lines.at(-1), "end");
  });
});
