import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BARE_HEADER, bareHeader, CommandKind, encodeEntry, PutRequest, UserAddCommand } from "@keyval/api";
import { Dice } from "../model/dice.test-helper.js";
import { MachineWorld } from "../model/machine-world.test-helper.js";
import { RandomRequests } from "../model/random-request.test-helper.js";
import { logLine, type LoggedEntry, replay } from "./index.js";
import { messageOf } from "./command-messages.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const lineOf = (payload: Uint8Array | undefined): unknown => JSON.parse(logLine({ index: 7, term: 2, payload }));

void describe("a line of the log", () => {
  it("tells where an entry stands, who proposed it, and its command", () => {
    const body = PutRequest.encode({ key: bytes("key"), value: bytes("value"), lease: 2n ** 62n });
    const command = { session: 3, number: 4, acknowledged: 1 };
    const header = { ...BARE_HEADER, kind: CommandKind.put, user: "alice", authRevision: 5, command };
    assert.deepEqual(lineOf(encodeEntry(header, body)), {
      index: 7,
      term: 2,
      kind: "put",
      user: "alice",
      authRevision: 5,
      session: 3,
      number: 4,
      command: { key: "a2V5", value: "dmFsdWU=", lease: "4611686018427387904" },
    });
  });

  it("masks what passwords are checked against", () => {
    const body = UserAddCommand.encode({ name: "alice", hash: bytes("secret") });
    const line = logLine({ index: 1, term: 1, payload: encodeEntry(bareHeader(CommandKind.userAdd), body) });
    assert.match(line, /"command":\{"name":"alice","hash":"\(masked\)"\}/);
  });

  it("tells what has no command, no known kind, or no readable body", () => {
    assert.deepEqual(lineOf(undefined), { index: 7, term: 2, kind: "consensus" });
    assert.deepEqual(lineOf(encodeEntry(bareHeader(0), bytes(""))), { index: 7, term: 2, kind: "none" });
    const unknown = encodeEntry(bareHeader(999), bytes("abc"));
    assert.deepEqual(lineOf(unknown), { index: 7, term: 2, kind: "kind 999", bytes: 3 });
    const broken = encodeEntry(bareHeader(CommandKind.put), Uint8Array.of(10, 200));
    assert.deepEqual(lineOf(broken), { index: 7, term: 2, kind: "put", bytes: 2, error: "truncated" });
  });

  it("knows the body of every kind that has one", () => {
    for (const [name, kind] of Object.entries(CommandKind)) {
      assert.equal(messageOf(kind) === undefined, kind === CommandKind.none, name);
    }
  });
});

void describe("a replay of the log", () => {
  it("gives a fresh machine the same hash at every index", () => {
    const requests = new RandomRequests(new Dice(5));
    const world = new MachineWorld();
    const entries: LoggedEntry[] = [];
    const hashes: string[] = [];
    const textOf = ({ high, low }: { high: number; low: number }): string => `${high} ${low}`;
    for (let i = 1; i <= 200; i++) {
      const body = PutRequest.encode(requests.put());
      world.apply(CommandKind.put, body);
      entries.push({ index: i, term: 3, payload: encodeEntry(bareHeader(CommandKind.put), body) });
      hashes.push(textOf(world.machine.hash));
    }
    entries.push({ index: 201, term: 3, payload: undefined });
    const fresh = new MachineWorld();
    const replayed: string[] = [];
    const revisionAfter = (last: number): number => last + 1;
    replay(fresh.machine, entries, revisionAfter, (_entry, applied) => {
      if (applied !== undefined) replayed.push(textOf(fresh.machine.hash));
    });
    assert.deepEqual(replayed, hashes);
    assert.equal(fresh.machine.applied, 201);
    assert.equal(new Set(hashes).size > 50, true);
  });
});
