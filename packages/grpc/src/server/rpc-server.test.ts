import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { HeaderBlock } from "../hpack/header-block.js";
import type { Http2Connection, ServerOwner } from "../http2/connection.js";
import type { PlainStreams } from "../http2/plain-streams.js";
import { bytesCodec } from "../service/service.js";
import { textService } from "../service/text-service.test-helper.js";
import { ManualClock } from "../time/manual-clock.test-helper.js";
import { createGzip } from "../transport/gzip.js";
import { Metadata } from "../wire/metadata.js";
import { Status } from "../wire/status.js";
import type { CallPeer, HandlersOf } from "./call.js";
import { FakeStream, frames } from "../wire/fake-stream.test-helper.js";
import { RpcServer, type RpcServerOptions } from "./rpc-server.js";

const HEADERS = "headers :status: 200, content-type: application/grpc";
const OK = "trailers grpc-status: 0.";

const peer: CallPeer = { address: "10.0.0.1", port: 7, encrypted: false, subject: undefined };

function headers(path: string, extra: Readonly<Record<string, string>> = {}): HeaderBlock {
  const fields = { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...extra };
  return new HeaderBlock(Object.keys(fields), Object.values(fields));
}

type Handlers = HandlersOf<typeof textService>;

const echo: Handlers = {
  unary: (request, call) => call.reply(`<${request}>`),
  down: (request, call) => {
    for (const letter of request) call.write(letter);
    call.end();
  },
  up: (call) => {
    const texts: string[] = [];
    call.onMessage = (message) => void texts.push(message);
    call.onEnd = () => call.reply(texts.join("+"));
  },
  both: (call) => {
    call.onMessage = (message) => call.write(`<${message}>`);
    call.onEnd = () => call.end();
  },
};

void describe("RpcServer", () => {
  let clock: ManualClock;
  let bugs: unknown[];
  let aborts: string[];
  let server: RpcServer;
  let owner: ServerOwner;
  let connection: { bytesReceived: number; streamBytesSent: number; openStreams: number; pings: number };

  function start(handlers: Partial<Handlers>, options: Partial<RpcServerOptions> = {}): void {
    clock = new ManualClock();
    bugs = [];
    aborts = [];
    server = new RpcServer({ clock, failed: (bug) => bugs.push(bug), messageBytesMax: 100, ...options });
    server.serve(textService, { ...echo, ...handlers });
    const fake = {
      bytesReceived: 0,
      streamBytesSent: 0,
      openStreams: 0,
      pings: 0,
      ping: () => (fake.pings += 1),
      abort: (code: number, text: string) => aborts.push(`${code} ${text}`),
      refuse: (refusal: string, text: string) => aborts.push(`${refusal} ${text}`),
    };
    connection = fake;
    owner = server.accept(fake as unknown as Http2Connection, peer);
  }

  beforeEach(() => start({}));

  /** A request that lies whole in one read. */
  function whole(path: string, body: Uint8Array, extra?: Readonly<Record<string, string>>): FakeStream {
    const stream = new FakeStream();
    owner.onWholeRequest(stream, headers(path, extra), body);
    return stream;
  }

  /** A request of which only the headers are here. */
  function open(path: string, extra?: Readonly<Record<string, string>>): FakeStream {
    const stream = new FakeStream();
    owner.onRequest(stream, headers(path, extra), false);
    return stream;
  }

  /** One whose data came all in one frame, and not with the headers. */
  function inTwo(path: string, body: Uint8Array): FakeStream {
    const stream = open(path);
    stream.owner?.onData(stream, body, true);
    assert.equal(stream.consumed, body.length);
    return stream;
  }

  void describe("calls", () => {
    it("answers a unary call that lies whole in one read", () => {
      assert.deepEqual(whole("/test.Text/Unary", frames("hi")).sent, [HEADERS, "data 0 <hi>", OK]);
      assert.equal(server.openCalls, 0);
    });

    it("answers every kind in the same way whether it comes in one read or byte by byte", () => {
      const cases: Record<string, [Uint8Array, string[]]> = {
        "/test.Text/Unary": [frames("hi"), ["data 0 <hi>"]],
        "/test.Text/Down": [frames("abc"), ["data 0 a", "data 0 b", "data 0 c"]],
        "/test.Text/Up": [frames("a", "", "b"), ["data 0 a++b"]],
        "/test.Text/Both": [frames("a", "b"), ["data 0 <a>", "data 0 <b>"]],
      };
      for (const [path, [body, data]] of Object.entries(cases)) {
        const expected = [HEADERS, ...data, OK];
        assert.deepEqual(whole(path, body).sent, expected, path);
        for (let size = 1; size <= body.length; size++) {
          const stream = open(path);
          for (let at = 0; at < body.length; at += size) {
            const piece = Buffer.from(body.subarray(at, at + size));
            stream.owner?.onData(stream, piece, at + size >= body.length && size % 2 === 0);
            piece.fill(0);
          }
          stream.owner?.onData(stream, new Uint8Array(0), true);
          assert.deepEqual(stream.sent, expected, `${path} in pieces of ${size}`);
          assert.equal(stream.consumed, body.length);
          assert.equal(server.openCalls, 0);
        }
      }
    });

    it("gives raw handlers a view of the bytes as they came", () => {
      const method = { path: "/test.Raw/Get", kind: "unary", request: bytesCodec, response: bytesCodec } as const;
      const body = frames("hi");
      let seen: Uint8Array | undefined;
      server.handle(method, (request, call) => {
        seen = request;
        call.reply(Buffer.from("ok"));
      });
      assert.deepEqual(whole("/test.Raw/Get", body).sent, [HEADERS, "data 0 ok", OK]);
      assert.equal(seen?.buffer, body.buffer);
    });

    it("replies later, from whatever turn", () => {
      let reply: () => void = () => undefined;
      start({ unary: (_, call) => (reply = () => call.reply("late")) });
      const stream = whole("/test.Text/Unary", frames("hi"));
      assert.deepEqual([stream.sent, server.openCalls], [[], 1]);
      reply();
      reply();
      assert.deepEqual([stream.sent, server.openCalls], [[HEADERS, "data 0 late", OK], 0]);
    });

    it("ends a stream without a message", () => {
      assert.deepEqual(whole("/test.Text/Down", frames("")).sent, [`${HEADERS}, grpc-status: 0.`]);
    });

    it("fails with a message and details", () => {
      const details = Metadata.of({ "grpc-status-details-bin": Uint8Array.of(1), why: "x" });
      start({ unary: (_, call) => call.fail(Status.NOT_FOUND, "no ☺", details) });
      const more = "grpc-message: no %E2%98%BA, grpc-status-details-bin: AQ, why: x.";
      assert.deepEqual(whole("/test.Text/Unary", frames("")).sent, [`${HEADERS}, grpc-status: 5, ${more}`]);
      start({
        both: (call) => {
          call.write("a");
          call.fail(Status.ABORTED, "later");
        },
      });
      const stream = open("/test.Text/Both");
      assert.deepEqual(stream.sent, [HEADERS, "data 0 a", "trailers grpc-status: 10, grpc-message: later."]);
    });

    it("sends metadata ahead and behind", () => {
      start({
        unary: (_, call) => {
          call.sendMetadata(Metadata.of({ a: "1" }));
          call.reply("x", Metadata.of({ b: "2" }));
        },
      });
      const sent = [`${HEADERS}, a: 1`, "data 0 x", "trailers grpc-status: 0, b: 2."];
      assert.deepEqual(whole("/test.Text/Unary", frames("")).sent, sent);
    });

    it("fails, without it, where the metadata is larger than headers may be", async () => {
      const large = Metadata.of({ a: "x".repeat(40_000) });
      const events: string[] = [];
      start({
        both: (call) => {
          call.onCancel = () => void events.push("cancel");
          call.whenFinished((code) => void events.push(`finished ${code}`));
          call.sendMetadata(large);
          call.write("ignored");
          events.push("returned");
        },
        unary: (_, call) => call.fail(Status.NOT_FOUND, "no", large),
        up: (call) => (call.onEnd = () => call.reply("x", large)),
      });
      const end = /grpc-status: 8, grpc-message: the server's metadata is too large: .*\.$/;
      const both = whole("/test.Text/Both", frames());
      assert.match(both.sent.join(), end);
      await Promise.resolve();
      assert.deepEqual([both.sent.length, events], [1, ["finished 8", "returned", "cancel"]]);
      assert.match(whole("/test.Text/Unary", frames("")).sent.join(), end);
      const up = whole("/test.Text/Up", frames()).sent;
      assert.deepEqual([up.slice(0, 2), bugs, server.openCalls], [[HEADERS, "data 0 x"], [], 0]);
      assert.match(up.slice(2).join(), end);
    });

    it("shows what the client sent along", () => {
      let seen: unknown;
      start({
        unary: (_, call) => {
          seen = [[...call.metadata].map(String), call.timeLeftMs, call.peer.address, call.method.path];
          call.reply("");
        },
      });
      whole("/test.Text/Unary", frames(""), { token: "t", "grpc-timeout": "7S", "user-agent": "u" });
      assert.deepEqual(seen, [["token,t"], 7000, "10.0.0.1", "/test.Text/Unary"]);
    });
  });

  it("counts the calls of each method, what they carried and how they ended", () => {
    start({
      unary: (request, call) => (request === "" ? call.fail(Status.NOT_FOUND, "x") : call.reply(`<${request}>`)),
    });
    whole("/test.Text/Unary", frames("ab"));
    whole("/test.Text/Unary", frames(""));
    whole("/test.Text/Down", frames("xyz"));
    const tallies = new Map([...server.tallies()].map(([{ path }, tally]) => [path, tally]));
    const unary = tallies.get(textService.methods.unary.path);
    assert.deepEqual([unary?.started, unary?.received, unary?.receivedBytes], [2, 2, 2]);
    assert.deepEqual([unary?.sent, unary?.sentBytes], [1, 4]);
    assert.deepEqual([unary?.ended[Status.OK], unary?.ended[Status.NOT_FOUND]], [1, 1]);
    assert.equal(tallies.get(textService.methods.down.path)?.sent, 3);
    assert.equal(tallies.get(textService.methods.both.path)?.started, 0);
  });

  void describe("requests that are refused", () => {
    const cases: [string, string, Readonly<Record<string, string>>, string][] = [
      ["an unknown service", "/no.Such/Unary", {}, "grpc-status: 12, grpc-message: unknown service no.Such."],
      [
        "an unknown method",
        "/test.Text/No",
        {},
        "grpc-status: 12, grpc-message: unknown method No for service test.Text.",
      ],
      ["a path that is none", "x", {}, "grpc-status: 12, grpc-message: unknown service ."],
    ];
    for (const [name, path, extra, end] of cases) {
      it(name, () => assert.deepEqual(whole(path, frames(""), extra).sent, [`${HEADERS}, ${end}`]));
    }

    it("a malformed timeout", () => {
      assert.match(
        whole("/test.Text/Unary", frames(""), { "grpc-timeout": "1s" }).sent.join(),
        /grpc-status: 13, .*malformed/,
      );
    });

    it("an unknown encoding, and says which are known", () => {
      start({}, { compressions: [createGzip()] });
      const sent = whole("/test.Text/Unary", frames(""), { "grpc-encoding": "br" }).sent.join();
      assert.match(sent, /grpc-status: 12, .*grpc-accept-encoding: identity,gzip\.$/);
    });

    it("what would make the answer itself too large", () => {
      const strange = "\xff".repeat(10_000);
      assert.match(
        whole("/test.Text/Unary", frames(""), { "grpc-encoding": strange }).sent.join(),
        /grpc-status: 12, grpc-message: grpc-encoding %C3%BF(%C3%BF)*, grpc-accept/,
      );
      const message = whole(`/${strange}/Unary`, frames("")).sent.join();
      assert.match(message, /grpc-status: 12, grpc-message: unknown service (%C3%BF)*\.$/);
      assert.ok(message.length < 5000);
    });

    it("what is not gRPC, or goes to who takes it", () => {
      for (const type of ["text/html", "application/grpc-web", "application/grpcx", ""]) {
        const stream = open("/test.Text/Unary", { "content-type": type });
        assert.deepEqual(stream.sent, ["headers :status: 415."], type);
      }
      for (const type of ["application/grpc+proto", "application/grpc;charset=utf-8"]) {
        assert.equal(whole("/test.Text/Unary", frames("a"), { "content-type": type }).sent.length, 3, type);
      }
      const taken: string[] = [];
      const other: PlainStreams = () => ({
        onRequest: (_, block) => void taken.push(`pieces ${block.get(":path") ?? ""}`),
        onWholeRequest: (_, block) => void taken.push(`whole ${block.get(":path") ?? ""}`),
      });
      start({}, { other });
      open("/health", { "content-type": "text/plain" });
      whole("/v3/kv", frames(), { "content-type": "application/json" });
      assert.deepEqual(taken, ["pieces /health", "whole /v3/kv"]);
    });

    it("another HTTP method", () => {
      assert.deepEqual(whole("/test.Text/Unary", frames(""), { ":method": "GET" }).sent, [
        "headers :status: 405, allow: POST.",
      ]);
    });
  });

  void describe("messages that are wrong", () => {
    const cases: [string, string, Uint8Array, RegExp][] = [
      ["none where one belongs", "/test.Text/Unary", frames(), /grpc-status: 12, grpc-message: .* sent none/],
      ["two where one belongs", "/test.Text/Down", frames("a", "b"), /grpc-status: 12, grpc-message: .* sent more/],
      ["one over the limit", "/test.Text/Unary", frames("x".repeat(101)), /grpc-status: 8, .*larger than 100 bytes/],
      ["one cut short", "/test.Text/Up", frames("abc").subarray(0, 7), /grpc-status: 13, .*within a message/],
      ["a prefix cut short", "/test.Text/Unary", frames("abc").subarray(0, 3), /grpc-status: 13, .*within a message/],
      ["unknown flags", "/test.Text/Unary", frames([2, Buffer.from("a")]), /grpc-status: 13, .*flags/],
      [
        "compressed without a name",
        "/test.Text/Unary",
        frames([1, Buffer.from("a")]),
        /grpc-status: 13, .*does not say how/,
      ],
      ["refused by its codec", "/test.Text/Unary", frames("a!"), /grpc-status: 13, .*no shouting/],
      ["refused by its codec, in a stream", "/test.Text/Both", frames("a!"), /grpc-status: 13, .*no shouting/],
    ];
    for (const [name, path, body, end] of cases) {
      it(name, () => {
        const stream = whole(path, body);
        assert.match(stream.sent.at(-1) ?? "", end);
        assert.deepEqual([server.openCalls, stream.owner, bugs], [0, undefined, []]);
      });
    }
  });

  void describe("compression", () => {
    beforeEach(() => start({}, { compressions: [createGzip()] }));

    it("answers in the coding of the request", () => {
      const body = frames([1, gzipSync(Buffer.from("hi"))]);
      const stream = whole("/test.Text/Unary", body, { "grpc-encoding": "gzip" });
      assert.match(stream.sent[0] ?? "", /grpc-encoding: gzip/);
      assert.match(stream.sent[1] ?? "", /^data 1 /);
      const data = Buffer.from((stream.sent[1] ?? "").slice("data 1 ".length), "latin1");
      assert.equal(gunzipSync(data).toString(), "<hi>");
    });

    it("sends a message that is too large to be packed as it is", () => {
      start({}, { compressions: [{ ...createGzip(), compress: () => undefined }] });
      const stream = whole("/test.Text/Unary", frames([1, gzipSync(Buffer.from("hi"))]), { "grpc-encoding": "gzip" });
      assert.match(stream.sent[0] ?? "", /grpc-encoding: gzip/);
      assert.equal(stream.sent[1], "data 0 <hi>");
    });

    it("takes messages that are not compressed beside those that are", () => {
      const body = frames("a", [1, gzipSync(Buffer.from("b"))]);
      const stream = whole("/test.Text/Up", body, { "grpc-encoding": "gzip" });
      const data = Buffer.from((stream.sent[1] ?? "").slice("data 1 ".length), "latin1");
      assert.equal(gunzipSync(data).toString(), "a+b");
    });

    it("does not unpack more than the limit", () => {
      const body = frames([1, gzipSync(new Uint8Array(101))]);
      assert.ok(body.length < 100);
      assert.match(whole("/test.Text/Unary", body, { "grpc-encoding": "gzip" }).sent.join(), /grpc-status: 8/);
    });

    it("refuses what is damaged", () => {
      const body = frames([1, Buffer.from("no gzip")]);
      assert.match(
        whole("/test.Text/Unary", body, { "grpc-encoding": "gzip" }).sent.join(),
        /grpc-status: 13, .*no gzip/,
      );
    });
  });

  void describe("ends that are not the handler's", () => {
    const ends: Record<string, [(stream: FakeStream) => void, Status]> = {
      "a cancellation": [(stream) => stream.owner?.onReset(stream, 8, "peer", false), Status.CANCELLED],
      "the deadline": [() => clock.advance(1100), Status.DEADLINE_EXCEEDED],
    };
    for (const [name, [end, code]] of Object.entries(ends)) {
      it(`${name} reaches the handler once, whatever the kind`, () => {
        const events: string[] = [];
        const note = (call: Parameters<Handlers["both"]>[0] | Parameters<Handlers["unary"]>[1]): void => {
          call.onCancel = () => void events.push(`cancel ${call.isOver}`);
          call.whenFinished((status) => void events.push(`finished ${status}`));
        };
        const quiet = { unary: (_: string, call: Parameters<Handlers["unary"]>[1]) => note(call), both: note };
        start({ ...quiet, up: note, down: quiet.unary as unknown as Handlers["down"] });
        for (const path of ["Unary", "Up", "Down", "Both"]) {
          const stream = whole(`/test.Text/${path}`, frames("a"), { "grpc-timeout": "1S" });
          assert.deepEqual([server.openCalls, server.openDeadlines], [1, 1]);
          end(stream);
          stream.owner?.onReset(stream, 8, "peer", false);
          clock.advance(5000);
          assert.deepEqual(events.splice(0), [`finished ${code}`, "cancel true"], path);
          assert.deepEqual([server.openCalls, server.openDeadlines], [0, 0]);
        }
      });
    }

    it("tell the client that its time is over", () => {
      start({ unary: () => undefined });
      const stream = whole("/test.Text/Unary", frames("a"), { "grpc-timeout": "10m" });
      clock.advance(30);
      assert.match(stream.sent.join(), /grpc-status: 4/);
    });

    it("hold for requests that are not whole yet", () => {
      const stream = open("/test.Text/Unary", { "grpc-timeout": "10m" });
      clock.advance(30);
      assert.match(stream.sent.join(), /grpc-status: 4/);
      assert.deepEqual([server.openCalls, clock.timers], [0, 1], "the keepalive's timer is left");
    });
  });

  void describe("bugs in handlers", () => {
    const bug = new Error("secret");
    const thrower = (): never => {
      throw bug;
    };
    const cases: Record<string, [string, Partial<Handlers>]> = {
      "of one message": ["/test.Text/Unary", { unary: thrower }],
      "of a stream": ["/test.Text/Both", { both: thrower }],
      "in onMessage": ["/test.Text/Both", { both: (call) => (call.onMessage = thrower) }],
      "in onEnd": ["/test.Text/Both", { both: (call) => (call.onEnd = thrower) }],
    };
    for (const [name, [path, handlers]] of Object.entries(cases)) {
      it(`${name} fail their call, are reported and not told to the client`, () => {
        start(handlers);
        const stream = whole(path, frames("a"));
        assert.match(stream.sent.join(), /grpc-status: 13/);
        assert.doesNotMatch(stream.sent.join(), /secret/);
        assert.deepEqual([bugs, server.openCalls], [[bug], 0]);
      });
    }
  });

  void describe("bugs in answers", () => {
    const bug = new Error("no text");
    const response = {
      ...bytesCodec,
      encode: () => {
        throw bug;
      },
    };

    it("fail their call, whenever they come, and not who calls back", async () => {
      const events: unknown[] = [];
      let answer: () => void = () => undefined;
      for (const kind of ["unary", "bidi"] as const) {
        const method = { path: `/test.Bad/${kind}`, kind, request: bytesCodec, response };
        server.handle(method as typeof method & { kind: "bidi" }, (...given: unknown[]) => {
          const call = (given[1] ?? given[0]) as Parameters<Handlers["unary"]>[1] & Parameters<Handlers["both"]>[0];
          call.onCancel = () => void events.push("cancel");
          answer = () => {
            if (kind === "bidi") events.push(call.write(""));
            else call.reply("");
          };
        });
        const stream = whole(method.path, frames(""));
        answer();
        answer();
        await Promise.resolve();
        assert.match(stream.sent.join(), /^headers [^.]*grpc-status: 13, [^.]*\.$/);
        assert.deepEqual(bugs.splice(0), [bug]);
      }
      assert.deepEqual(events, ["cancel", false, false, "cancel"]);
      assert.equal(server.openCalls, 0);
    });
  });

  void describe("whenFinished", () => {
    it("is heard by all, even if one of them throws, and by who asks too late", async () => {
      const bug = new Error("listener");
      const events: string[] = [];
      let late: () => void = () => undefined;
      start({
        unary: (_, call) => {
          call.whenFinished(() => {
            throw bug;
          });
          call.whenFinished((code) => void events.push(`second ${code}`));
          call.fail(Status.ABORTED, "");
          late = () => call.whenFinished((code) => void events.push(`late ${code}`));
        },
      });
      whole("/test.Text/Unary", frames(""));
      late();
      assert.deepEqual([events.splice(0), bugs], [["second 10"], [bug]], "not from within");
      await Promise.resolve();
      assert.deepEqual(events, ["late 10"]);
    });

    it("tells of a limit what the client is told", () => {
      const codes: Status[] = [];
      start({ both: (call) => call.whenFinished((code) => codes.push(code)) });
      for (const by of ["machine", "peer", "connection"] as const) {
        const stream = open("/test.Text/Both");
        stream.owner?.onReset(stream, 11, by, false);
      }
      assert.deepEqual(codes, [Status.RESOURCE_EXHAUSTED, Status.CANCELLED, Status.CANCELLED]);
    });
  });

  void describe("backpressure", () => {
    it("passes on that a stream is full, and that it has room again", () => {
      const writable: boolean[] = [];
      start({
        both: (call) => {
          writable.push(call.write("a"));
          call.onWritable = () => writable.push(call.write("b"));
        },
      });
      const stream = new FakeStream();
      stream.hasRoom = false;
      owner.onRequest(stream, headers("/test.Text/Both"), false);
      stream.hasRoom = true;
      stream.owner?.onDrain(stream);
      assert.deepEqual(writable, [false, true]);
    });

    it("keeps what comes in a pause and its window, and tells it in order afterwards", async () => {
      const pauses = fc.array(fc.constantFrom("piece", "pause", "resume"), { maxLength: 30 });
      await fc.assert(
        fc.asyncProperty(pauses, fc.integer({ min: 1, max: 9 }), async (steps, size) => {
          const texts: string[] = [];
          let ended = 0;
          let paused = false;
          let call: Parameters<Handlers["both"]>[0] | undefined;
          start({
            both: (given) => {
              call = given;
              given.onMessage = (message) => {
                assert.ok(!paused);
                texts.push(message);
              };
              given.onEnd = () => (ended += 1);
            },
          });
          const body = frames("a", "bc", "", "def", "ghijklmnop");
          const stream = open("/test.Text/Both");
          let at = 0;
          for (const step of [...steps, "resume", "rest"]) {
            if (step === "pause") call?.pause();
            if (step === "resume") call?.resume();
            if (step === "pause" || step === "resume") paused = step === "pause";
            if (step === "piece") stream.owner?.onData(stream, body.slice(at, at + size), false);
            if (step === "piece") at = Math.min(at + size, body.length);
            if (step === "rest") stream.owner?.onData(stream, body.slice(at), true);
            await Promise.resolve();
          }
          assert.deepEqual(texts, ["a", "bc", "", "def", "ghijklmnop"]);
          assert.deepEqual([ended, stream.consumed], [1, body.length]);
        }),
      );
    });

    it("counts a message as kept from its first byte to its handler", () => {
      const kept: number[] = [];
      let proceed: () => void = () => undefined;
      const interceptors = [(_: unknown, go: () => void) => void (proceed = go)];
      start({ unary: () => void kept.push(stream.kept) }, { interceptors, messageBytesMax: 200_000 });
      const body = frames("x".repeat(100_000));
      const stream = open("/test.Text/Unary");
      for (const [bytes, ended] of [
        [body.subarray(0, 5), false],
        [body.subarray(5, 10), false],
        [body.subarray(10), false],
        [body.subarray(0, 0), true],
      ] as const) {
        stream.owner?.onData(stream, bytes, ended);
        kept.push(stream.kept);
      }
      proceed();
      assert.deepEqual(kept, [0, 65_536, 100_000, 100_000, 0]);
      assert.equal(stream.consumed, body.length);
    });

    it("keeps nothing of a call that is over", () => {
      const stream = open("/test.Text/Unary", { "grpc-timeout": "10m" });
      stream.owner?.onData(stream, frames("abc"), false);
      assert.equal(stream.kept, 3);
      clock.advance(30);
      assert.equal(stream.kept, 0);
    });

    it("does not give the window back in a pause", async () => {
      start({ both: (call) => call.pause() });
      const stream = open("/test.Text/Both");
      stream.owner?.onData(stream, frames("abc"), false);
      await Promise.resolve();
      assert.equal(stream.consumed, 0);
    });
  });

  void describe("interceptors", () => {
    it("stand before the handler in their order, let it wait, and hear of the end", async () => {
      const events: string[] = [];
      let proceed: () => void = () => undefined;
      start(
        {},
        {
          interceptors: [
            (call, go) => {
              events.push("outer");
              call.whenFinished((code) => void events.push(`outer ${code}`));
              go();
            },
            (call, go) => {
              events.push("inner");
              call.whenFinished((code) => void events.push(`inner ${code}`));
              proceed = go;
            },
          ],
        },
      );
      for (const [path, data, request] of [
        ["/test.Text/Unary", "<hi>", whole],
        ["/test.Text/Unary", "<hi>", inTwo],
        ["/test.Text/Both", "<hi>", whole],
        ["/test.Text/Up", "hi", whole],
      ] as const) {
        const body = frames("hi");
        const stream = request(path, body);
        body.fill(0);
        assert.deepEqual(stream.sent, []);
        proceed();
        await Promise.resolve();
        assert.deepEqual(stream.sent, [HEADERS, `data 0 ${data}`, OK], path);
        assert.deepEqual(events.splice(0), ["outer", "inner", "outer 0", "inner 0"]);
      }
    });

    it("can not call a handler twice", () => {
      let handled = 0;
      const both = { unary: () => (handled += 1), both: () => (handled += 1) };
      const twice = (_: unknown, go: () => void): void => {
        go();
        go();
      };
      start(both, { interceptors: [twice] });
      for (const path of ["/test.Text/Unary", "/test.Text/Both"]) {
        assert.match(whole(path, frames("a")).sent.join(), /grpc-status: 13/);
      }
      assert.deepEqual([handled, bugs.map(String)], [2, Array(2).fill("AssertionError: an interceptor proceeds once")]);
    });

    it("may refuse", () => {
      start({}, { interceptors: [(call) => call.fail(Status.UNAUTHENTICATED, "who?")] });
      for (const path of ["/test.Text/Unary", "/test.Text/Both"]) {
        assert.match(whole(path, frames("a")).sent.join(), /grpc-status: 16, grpc-message: who\?\.$/);
      }
      assert.equal(server.openCalls, 0);
    });
  });

  void describe("connections", () => {
    it("end with too_many_pings", () => {
      for (let ping = 0; ping < 4; ping++) owner.onPing();
      assert.deepEqual(aborts, ["pings too_many_pings"]);
    });

    it("may ping again after an answer", () => {
      for (let ping = 0; ping < 50; ping++) {
        if (ping % 3 === 0) connection.streamBytesSent += 100;
        owner.onPing();
      }
      assert.deepEqual(aborts, []);
    });

    it("are given up when silent, and leave no timer when closed", () => {
      start({}, { keepalive: { timeMs: 1000, timeoutMs: 100, withoutCalls: true } });
      clock.advance(1000);
      assert.equal(connection.pings, 1);
      clock.advance(100);
      assert.match(aborts.join(), /^0 keepalive/);
      start({});
      owner.onClose(0, "");
      assert.equal(clock.timers, 0);
    });
  });

  it("refuses two handlers for a method, and paths that are none", () => {
    assert.throws(() => server.serve(textService, echo), { message: /two handlers/ });
    const { unary } = textService.methods;
    assert.throws(() => server.handle({ ...unary, path: "test.Text/X" }, echo.unary), {
      message: /no path of a method/,
    });
  });
});
