import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { RpcServer } from "@keyval/grpc";
import { nodeClock, serve } from "@keyval/grpc/transport";
import { Introductions, type Frame, type Hello } from "../node/index.js";
import { UNSENT_BYTES_MAX } from "./limits.js";
import { PeerNetwork, type PeerAddress } from "./peer-network.js";

interface Member {
  readonly network: PeerNetwork;
  readonly address: PeerAddress;
  readonly events: string[];
  readonly received: Frame[];
  readonly logged: string[];
  /** Resolves once the condition holds; asked whenever something has happened. */
  until(holds: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

const running = new Set<Member>();

async function startMember(hello: Hello, port = 0): Promise<Member> {
  const [events, received, logged]: [string[], Frame[], string[]] = [[], [], []];
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
    failed,
  });
  const rpc = new RpcServer({ clock: nodeClock, failed });
  network.serve(rpc);
  const server = await serve({ host: "127.0.0.1", port, accept: (connection, peer) => rpc.accept(connection, peer) });
  const member: Member = {
    network,
    address: { member: hello.member, addresses: [`127.0.0.1:${server.port}`] },
    events,
    received,
    logged,
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
    const entries = [{ index: 8, term: 1, kind: "command" as const, payload: new Uint8Array(200_000).fill(7) }];
    const append = { kind: "append" as const, from: 1, to: 2, term: 1, prevIndex: 7, prevTerm: 1, commit: 7, entries };
    const chunk = {
      kind: "chunk" as const,
      group: 1,
      to: 2,
      from: 1,
      index: 5,
      file: 1,
      position: 0,
      total: 3,
      bytes: Uint8Array.of(1, 2, 3),
    };
    const all: Frame[] = [{ kind: "raft", group: 1, message: append }, chunk, fetchFrame(1)];
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
    const chunk: Frame = {
      kind: "chunk",
      group: 1,
      to: 2,
      from: 1,
      index: 5,
      file: 1,
      position: 0,
      total: 2 ** 20,
      bytes: new Uint8Array(2 ** 20),
    };
    await sentOnce(a, "b", [chunk]);
    // Nothing is read before this turn ends, so all of it waits.
    let taken = 0;
    while (a.network.send("b", [chunk])) taken += chunk.bytes.length;
    assert.ok(taken >= UNSENT_BYTES_MAX - 2 * 2 ** 20 && taken <= UNSENT_BYTES_MAX + 2 ** 20, `${taken}`);
    assert.equal(a.network.send("b", [fetchFrame(1)]), true, "another lane has room");
    await b.until(() => b.received.some(({ kind }) => kind === "fetch"));
    await Promise.all([a.stop(), b.stop()]);
  });
});

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
