import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, it } from "node:test";
import { CommandKind, decodeEntry, encodeEntry, SmallState } from "@keyval/api";
import { toJson } from "@keyval/api/reflection";
import { encodeState } from "./checkpoint/small-state.js";
import { NOTHING_STORED, StateStore } from "./checkpoint/state-store.test-helper.js";
import { messageOf, nameOf } from "./command-log/command-messages.js";
import { everyCommand } from "./model/every-command.test-helper.js";
import { TERM } from "./model/logged-machine.test-helper.js";
import { Refusal } from "./refusal.js";
import type { StateMachine } from "./state-machine.js";

const folder = new URL("../testdata/", import.meta.url);

/** With it the latest fixtures are written anew instead of compared: only while no release has written what they hold. */
const isRewriting = process.env["REWRITE"] === "1";

/** An entry of the log, what it means, and what the state is after it. */
interface LogFixture {
  readonly kind: string;
  readonly command: unknown;
  readonly entry: string;
  readonly revision: number;
  readonly hash: string;
}

/** A checkpoint: the small tables, what they mean, and the records with their values. */
interface StateFixture {
  readonly applied: number;
  readonly hash: string;
  readonly tables: unknown;
  readonly state: string;
  readonly records: readonly (readonly [key: string, value: string | null])[];
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, "hex"));
const hashOf = ({ hash: { high, low } }: StateMachine): string => `${high} ${low}`;

/** Fixtures of one kind, from the first version to the present one. */
function versionsOf(kind: "log" | "state"): { readonly name: string; readonly text: string }[] {
  const version = (name: string): number => Number(/\d+/.exec(name)?.[0]);
  const names = readdirSync(folder).filter((name) => name.startsWith(`${kind}-`));
  return names
    .sort((a, b) => version(a) - version(b))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
}

function machineIn(store: StateStore): StateMachine {
  const { machine, error } = store.open();
  assert.ok(machine !== undefined, String(error));
  return machine;
}

function apply(machine: StateMachine, entry: Uint8Array): LogFixture {
  const { header, body } = decodeEntry(entry);
  const kind = nameOf(header.kind) ?? assert.fail(`kind ${header.kind} is not known`);
  const index = machine.applied + 1;
  const { result } = machine.apply(machine.revision + 1, { index, term: TERM }, header, body);
  assert.ok(!(result instanceof Refusal), `${index} ${kind}: ${result instanceof Refusal ? result.error : ""}`);
  const message = messageOf(header.kind);
  const command = message === undefined ? null : toJson(message.name, message.decode(body));
  return { kind, command, entry: hexOf(entry), revision: machine.revision, hash: hashOf(machine) };
}

/** What a member of today writes: its log, and then its state. */
function written(): { readonly log: string; readonly state: string } {
  const store = new StateStore(NOTHING_STORED, 0);
  const machine = machineIn(store);
  const log = everyCommand.map(({ header, body }) => apply(machine, encodeEntry(header, body)));
  const state = encodeState(machine.tables);
  const fixture: StateFixture = {
    applied: machine.applied,
    hash: hashOf(machine),
    tables: toJson(SmallState.name, SmallState.decode(state)),
    state: hexOf(state),
    records: store.stored.records.map(({ key, value }) => [hexOf(key), value === undefined ? null : hexOf(value)]),
  };
  return {
    log: log.map((line) => `${JSON.stringify(line)}\n`).join(""),
    state: `${JSON.stringify(fixture, undefined, 2)}\n`,
  };
}

void describe("logs that were written before", () => {
  it("hold every kind of command", () => {
    const kinds = new Set(everyCommand.map(({ header }) => header.kind));
    const without = Object.entries(CommandKind).filter(([, kind]) => !kinds.has(kind));
    assert.deepEqual(without, [], "give each a line in every-command.test-helper.ts that does something");
  });

  it("are written still", () => {
    const { name, text } = versionsOf("log").at(-1) ?? assert.fail("there is one");
    if (isRewriting) writeFileSync(new URL(name, folder), written().log);
    else assert.equal(written().log, text);
  });

  for (const { name, text } of versionsOf("log")) {
    it(`mean what they meant: ${name}`, () => {
      const machine = machineIn(new StateStore(NOTHING_STORED, 0));
      for (const line of text.trimEnd().split("\n")) {
        const expected = JSON.parse(line) as LogFixture;
        assert.deepEqual(apply(machine, bytesOf(expected.entry)), expected);
      }
    });
  }
});

void describe("states that were written before", () => {
  it("have something in every table", () => {
    const { state } = JSON.parse(written().state) as StateFixture;
    const empty = Object.entries(SmallState.decode(bytesOf(state))).filter(([name, value]) => {
      // There is no level but the first yet, which is written as none.
      if (name === "level") return false;
      return value === undefined || value === 0 || value === "" || (Array.isArray(value) && value.length === 0);
    });
    assert.deepEqual(empty, []);
  });

  it("are written still", () => {
    const { name, text } = versionsOf("state").at(-1) ?? assert.fail("there is one");
    if (isRewriting) writeFileSync(new URL(name, folder), written().state);
    else assert.equal(written().state, text);
  });

  for (const { name, text } of versionsOf("state")) {
    it(`are what they were: ${name}`, () => {
      const { applied, hash, tables, state, records } = JSON.parse(text) as StateFixture;
      assert.deepEqual(toJson(SmallState.name, SmallState.decode(bytesOf(state))), tables);
      const stored = records.map(([key, value]) => ({
        key: bytesOf(key),
        value: value === null ? undefined : bytesOf(value),
      }));
      const machine = machineIn(new StateStore({ state: bytesOf(state), records: stored }, applied));
      assert.equal(hashOf(machine), hash);
      assert.equal(hexOf(encodeState(machine.tables)), state);
      const { keyspace } = machine.tables;
      assert.deepEqual(keyspace.recomputeHash(), keyspace.hash, "the records are those that were hashed");
    });
  }
});
