import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { after, describe, it } from "node:test";
import { RpcServer } from "@keyval/grpc";
import { nodeClock, serve } from "@keyval/grpc/transport";
import { Introductions, type Frame, type Hello } from "../node/index.js";
import { UNSENT_BYTES_MAX } from "./limits.js";
import { Line } from "./line.test-helper.js";
import { PeerNetwork, peerServerOptions, type PeerAddress } from "./peer-network.js";

interface Member {
  readonly network: PeerNetwork;
  readonly address: PeerAddress;
  readonly events: string[];
  readonly received: Frame[];
  readonly logged: string[];
  /** Who answered that it is there. */
  readonly answers: string[];
  /** Resolves once the condition holds; asked whenever something has happened. */
  until(holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

const running = new Set<Member>();

async function startMember(hello: Hello, port = 0): Promise<Member> {
  const [events, received, logged, answers]: [string[], Frame[], string[], string[]] = [[], [], [], []];
  const waiting = new Set<() => void>();
  const happened = (): void => {
    for (const check of [...waiting]) check();
  };
  const note = (list: string[]) => (text: string) => {
    list.push(text);
    happened();
  };
  const known = new Map<string, string>();
  const pins = {
    known,
    pin: (member: string, incarnation: string, done: (outcome: { error: undefined; value: undefined }) => void) => {
      known.set(member, incarnation);
      setImmediate(() => {
        done({ error: undefined, value: undefined });
      });
    },
  };
  const failed = (bug: unknown): void => {
    throw bug;
  };
  const network = new PeerNetwork({
    introductions: new Introductions(hello, pins, () => undefined, setImmediate),
    ownAddresses: [],
    owner: {
      receive: (_, frames) => {
        received.push(...frames);
        happened();
      },
      peerConnected: (member) => note(events)(`connected ${member}`),
      peerLost: (member) => note(events)(`lost ${member}`),
      removed: () => note(events)("removed"),
    },
    log: {
      info: () => undefined,
      warn: (message, { why }) => note(logged)(`${message}: ${String(why)}`),
    },
    answered: (member, milliseconds) => {
      assert.ok(milliseconds >= 0);
      note(answers)(member);
    },
    failed,
  });
  const rpc = new RpcServer({ clock: nodeClock, failed, ...peerServerOptions });
  network.serve(rpc);
  const server = await serve({ host: "127.0.0.1", port, accept: (connection, peer) => rpc.accept(connection, peer) });
  const member: Member = {
    network,
    address: { member: hello.member, addresses: [`127.0.0.1:${server.port}`] },
    events,
    received,
    logged,
    answers,
    until: (holds) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!holds()) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    stop: async () => {
      running.delete(member);
      network.close();
      await server.stop(0);
    },
  };
  running.add(member);
  return member;
}

const hello = (member: string, cluster = "c1", incarnation = `life of ${member}`): Hello => ({
  cluster,
  member,
  incarnation,
});

function fetchFrame(index: number): Frame {
  return { kind: "fetch", group: 1, to: 2, from: 1, index, file: 1, position: 2 ** 40 };
}

function chunkFrame(length: number): Frame {
  const bytes = new Uint8Array(length).fill(3);
  return { kind: "chunk", group: 1, to: 2, from: 1, index: 5, file: 1, position: 0, total: length, bytes };
}

function appendFrame(length: number): Frame {
  const entries = [{ index: 8, term: 1, kind: "command" as const, payload: new Uint8Array(length).fill(7) }];
  const message = { kind: "append" as const, from: 1, to: 2, term: 1, prevIndex: 7, prevTerm: 1, commit: 7, entries };
  return { kind: "raft", group: 1, message };
}

function heartbeatFrame(round: number): Frame {
  return { kind: "raft", group: 1, message: { kind: "heartbeat", from: 1, to: 2, term: 1, round, lease: 0 } };
}

const portOf = ({ address }: Member): number => Number(address.addresses[0]?.split(":")[1]);

void describe("PeerNetwork", () => {
  after(async () => {
    await Promise.all([...running].map((member) => member.stop()));
  });

  it("connects members, and carries frames of every lane in both directions", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    assert.equal(a.network.send("b", [{ kind: "alive" }]), false, "nobody is dialled yet");
    a.network.setMembers([a.address, b.address]);
    b.network.setMembers([a.address, b.address]);
    await Promise.all([a.until(() => a.events.length > 0), b.until(() => b.events.length > 0)]);
    assert.deepEqual([a.events, b.events], [["connected b"], ["connected a"]]);
    const all: Frame[] = [appendFrame(200_000), chunkFrame(3), fetchFrame(1)];
    // The other lanes open a moment after the first.
    await sentOnce(a, "b", all);
    await b.until(() => new Set(b.received.map(({ kind }) => kind)).size === 3);
    for (const frame of all)
      assert.ok(
        b.received.some((got) => isEqual(got, frame)),
        frame.kind,
      );
    assert.equal(b.network.send("a", [fetchFrame(2)]), true);
    await a.until(() => a.received.length === 1);
    assert.deepEqual(a.received, [fetchFrame(2)]);
    await Promise.all([a.stop(), b.stop()]);
  });

  it("tells of a member that goes, and finds it again when it is back", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    a.network.setMembers([b.address]);
    await a.until(() => a.events.length === 1);
    await b.stop();
    await a.until(() => a.events.length === 2);
    assert.equal(a.network.send("b", [fetchFrame(1)]), false);
    const again = await startMember(hello("b"), portOf(b));
    await a.until(() => a.events.length === 3);
    assert.deepEqual(a.events, ["connected b", "lost b", "connected b"]);
    await Promise.all([a.stop(), again.stop()]);
  });

  it("asks members whether they are there, all the time", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    a.network.setMembers([b.address]);
    await a.until(() => a.answers.length === 2);
    assert.deepEqual([a.answers, a.events], [["b", "b"], ["connected b"]]);
    await Promise.all([a.stop(), b.stop()]);
  });

  it("breaks with a member that does not answer though nobody said that it is gone, and dials it anew on every lane", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    await using line = await Line.to(portOf(b));
    a.network.setMembers([{ member: "b", addresses: [`127.0.0.1:${line.port}`] }]);
    const all: Frame[] = [fetchFrame(1), appendFrame(1_000), chunkFrame(1_000)];
    await sentOnce(a, "b", all);
    line.die();
    await a.until(() => a.events.length === 3);
    assert.deepEqual(a.events, ["connected b", "lost b", "connected b"]);
    b.received.splice(0);
    await sentOnce(a, "b", all);
    await b.until(() => new Set(b.received.map(({ kind }) => kind)).size === 3);
    await Promise.all([a.stop(), b.stop()]);
  });

  it("hangs up on a member that is not heard for too long, so that nothing arrives that it sent long ago", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    await using line = await Line.to(portOf(b));
    a.network.setMembers([{ member: "b", addresses: [`127.0.0.1:${line.port}`] }]);
    await a.until(() => a.events.length === 1);
    line.throttle();
    assert.equal(a.network.send("b", [fetchFrame(1)]), true);
    await a.until(() => a.events.length === 2);
    line.flow();
    await a.until(() => a.events.length === 3);
    await sentOnce(a, "b", [fetchFrame(2)]);
    await b.until(() => b.received.length > 0);
    assert.deepEqual(b.received[0], fetchFrame(2));
    await Promise.all([a.stop(), b.stop()]);
  });

  it("stops talking to who is no member any more", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    a.network.setMembers([b.address]);
    await a.until(() => a.events.length === 1);
    a.network.setMembers([]);
    assert.deepEqual(a.events, ["connected b", "lost b"]);
    assert.equal(a.network.send("b", [fetchFrame(1)]), false);
    await Promise.all([a.stop(), b.stop()]);
  });

  const strangers: readonly [what: string, other: Hello, sentence: RegExp][] = [
    ["another cluster", hello("b", "c2"), /belongs to another cluster/],
    ["another member", hello("x"), /looking for member b and reached x: check the peer URLs/],
  ];
  for (const [what, other, sentence] of strangers) {
    it(`refuses ${what}, and says why once`, async () => {
      const [a, b] = await Promise.all([startMember(hello("a")), startMember(other)]);
      a.network.setMembers([{ ...b.address, member: "b" }]);
      await a.until(() => a.logged.length > 0);
      assert.match(a.logged[0] ?? "", sentence);
      assert.match(b.logged[0] ?? "", /rejected connection on peer endpoint/);
      assert.deepEqual([a.events, b.received], [[], []]);
      await Promise.all([a.stop(), b.stop()]);
    });
  }

  it("says once what is wrong with an address where no member is, and goes on trying", async () => {
    const a = await startMember(hello("a"));
    const stranger = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    await once(stranger.listen(0, "127.0.0.1"), "listening");
    const { port } = stranger.address() as AddressInfo;
    a.network.setMembers([{ member: "b", addresses: [`127.0.0.1:${port}`] }]);
    for (let attempt = 0; attempt < 6; attempt++) await once(stranger, "connection");
    assert.equal(a.logged.length, 1);
    assert.match(a.logged[0] ?? "", /can not be reached.*that it runs KeyVal: .*127\.0\.0\.1:\d+: \S/);
    stranger.close();
    await once(stranger, "close");
    const b = await startMember(hello("b"), port);
    await a.until(() => a.events.length === 1);
    assert.deepEqual([a.events, a.logged.length], [["connected b"], 1]);
    await Promise.all([a.stop(), b.stop()]);
  });

  it("refuses a member that lost its disk", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    a.network.setMembers([b.address]);
    await a.until(() => a.events.length === 1);
    await b.stop();
    const reborn = await startMember(hello("b", "c1", "another life"), portOf(b));
    await a.until(() => a.logged.some((line) => line.includes("lost its disk")));
    assert.deepEqual(a.events, ["connected b", "lost b"]);
    await Promise.all([a.stop(), reborn.stop()]);
  });

  it("refuses frames for a member that reads nothing, once enough of them wait", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    a.network.setMembers([b.address]);
    await a.until(() => a.events.length === 1);
    const chunk = chunkFrame(2 ** 20);
    await sentOnce(a, "b", [chunk]);
    // Nothing is read before this turn ends, so all of it waits.
    let taken = 0;
    while (a.network.send("b", [chunk])) taken += 2 ** 20;
    assert.ok(taken >= UNSENT_BYTES_MAX - 2 * 2 ** 20 && taken <= UNSENT_BYTES_MAX + 2 ** 20, `${taken}`);
    assert.equal(a.network.send("b", [fetchFrame(1)]), true, "another lane has room");
    await b.until(() => b.received.some(({ kind }) => kind === "fetch"));
    await Promise.all([a.stop(), b.stop()]);
  });

  it("has room for one of the largest entries behind another, as long as they come", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    a.network.setMembers([b.address]);
    await a.until(() => a.events.length === 1);
    const append = appendFrame(2 ** 24);
    await sentOnce(a, "b", [append]);
    for (let sent = 2; sent <= 8; sent++) {
      assert.equal(a.network.send("b", [append]), true, `number ${sent}`);
      await b.until(() => b.received.length >= sent - 1);
    }
    await b.until(() => b.received.length === 8);
    assert.deepEqual(a.events, ["connected b"]);
    await Promise.all([a.stop(), b.stop()]);
  });

  it("lets no heartbeat stand behind a backlog of 100 MB on a slow line, and says when it has no room", async () => {
    const [a, b] = await Promise.all([startMember(hello("a")), startMember(hello("b"))]);
    await using line = await Line.to(portOf(b));
    a.network.setMembers([{ member: "b", addresses: [`127.0.0.1:${line.port}`] }]);
    const append = appendFrame(2 ** 20);
    await sentOnce(a, "b", [append]);
    await b.until(() => b.received.length === 1);
    line.throttle();
    let [taken, refused, steps, mostWaiting, longest] = [1, 0, 0, 0, 0];
    const sentAt = new Map<number, number>();
    const arrived = (): { appends: number; heartbeats: number } => {
      const heartbeats = b.received.filter((frame) => isHeartbeat(frame)).length;
      return { heartbeats, appends: b.received.length - heartbeats };
    };
    for (let round = 0; arrived().appends < 100;) {
      const { appends, heartbeats } = arrived();
      // A heartbeat at a time, and appends as many as there is room for.
      if (heartbeats === round) {
        longest = Math.max(longest, steps - (sentAt.get(round) ?? steps));
        round += 1;
        sentAt.set(round, steps);
        assert.equal(a.network.send("b", [heartbeatFrame(round)]), true);
      }
      while (taken < 100 && a.network.send("b", [append])) taken += 1;
      if (taken < 100) refused += 1;
      mostWaiting = Math.max(mostWaiting, taken - appends);
      steps += 1;
      line.step(2 ** 16);
      await new Promise(setImmediate);
    }
    const { heartbeats } = arrived();
    assert.ok(refused > 0, "it was told that there is no room");
    assert.ok(mostWaiting * 2 ** 20 >= UNSENT_BYTES_MAX, `${mostWaiting} MB waited`);
    assert.ok(mostWaiting * 2 ** 20 <= 2 * UNSENT_BYTES_MAX, `${mostWaiting} MB waited`);
    assert.ok(longest <= 8, `a heartbeat took ${longest} steps of ${steps}`);
    assert.ok(heartbeats > 100, `${heartbeats} heartbeats in ${steps} steps`);
    assert.deepEqual(a.events, ["connected b"]);
    await Promise.all([a.stop(), b.stop()]);
  });
});

function isHeartbeat(frame: Frame): boolean {
  return frame.kind === "raft" && frame.message.kind === "heartbeat";
}

async function sentOnce(from: Member, to: string, frames: readonly Frame[]): Promise<void> {
  while (!from.network.send(to, frames)) await new Promise(setImmediate);
}

function isEqual(one: Frame, other: Frame): boolean {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
}
