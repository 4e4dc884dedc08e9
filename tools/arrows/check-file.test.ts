import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkFile } from "./check-file.js";

const inRaft = "packages/raft/src/raft.ts";

/** Each of these is one violation in `packages/raft`, reported with a sentence that holds the words given. */
const refusedInRaft: readonly [text: string, sentence: RegExp][] = [
  [`import { readFileSync } from "node:fs";`, /raft must not import node:fs here: have what it does passed in/],
  [`import type { Stats } from "node:fs";`, /must not import node:fs/],
  [`import fs from "fs";`, /must not import fs/],
  [`import fc from "fast-check";`, /must not import the npm package fast-check/],
  [`import x from "@scope/name/deep";`, /must not import the npm package @scope\/name:/],
  [`import { encode } from "@keyval/api";`, /raft must not import api: it may know no other room/],
  [`import type { Put } from "@keyval/api";`, /raft must not import api/],
  [`export { encode } from "@keyval/api";`, /raft must not import api/],
  [`export * from "@keyval/api/codec";`, /raft must not import api/],
  [`import "keyval";`, /raft must not import keyval/],
  [`type Put = import("@keyval/api").Put;`, /raft must not import api/],
  [`import api = require("@keyval/api");`, /raft must not import api/],
  [`import { x } from "../../api/src/x.js";`, /must not reach out of its package/],
  [`import { x } from "../package.json";`, /must not reach out of its package/],
  [`const now = Date.now();`, /must not read a clock: take `now` from the input/],
  [`const now = new Date();`, /must not read a clock/],
  [`let when: Date;`, /must not read a clock/],
  [`const now = performance.now();`, /must not read a clock/],
  [`const x = Math.random();`, /must not roll dice: take the generator/],
  [`const { random } = Math;`, /must write Math.name in full/],
  [`const x = Math["random"]();`, /must write Math.name in full/],
  [`crypto.randomUUID();`, /must not roll dice/],
  [`setTimeout(f, 1);`, /must not wait: hand out what to do/],
  [`setInterval(f, 1);`, /must not wait/],
  [`setImmediate(f);`, /must not wait/],
  [`queueMicrotask(f);`, /must not wait/],
  [`process.nextTick(f);`, /must not know the process/],
  [`const all = Promise.all;`, /must not use promises: answer by return value/],
  [`let later: Promise<void>;`, /must not use promises/],
  [`async function f() {}`, /must not use promises/],
  [`const f = async () => {};`, /must not use promises/],
  [`class A { async m() {} }`, /must not use promises/],
  [`await f();`, /must not use promises/],
  [`for await (const x of y) f(x);`, /must not use promises/],
  [`f().then(g);`, /must not use promises/],
  [`import(name);`, /must not use promises/],
  [`console.log(1);`, /must not print/],
  [`globalThis.x = 1;`, /must not reach for globals/],
  [`global.x = 1;`, /must not reach for globals/],
  [`Buffer.alloc(1);`, /must run without Node: use Uint8Array/],
  [`new TextEncoder();`, /must run in a plain JavaScript realm/],
  [`new TextDecoder();`, /must run in a plain JavaScript realm/],
  [`new WeakRef(x);`, /must not watch the garbage collector/],
  [`new FinalizationRegistry(f);`, /must not watch the garbage collector/],
  [`new Intl.Collator();`, /must not depend on a locale/],
  [`names.sort((a, b) => a.localeCompare(b));`, /must not depend on a locale/],
  [`eval("1");`, /must not run code from strings/],
  [`new Function("1");`, /must not run code from strings/],
  [`f({ process });`, /must not know the process/],
  [`function f(process: P) {} process.exit();`, /must not know the process/],
  [`{ const process = f(); } process.exit();`, /must not know the process/],
  ...["|", "&", "^", "<<", ">>", ">>>"].flatMap((operator): [string, RegExp][] => [
    [`x = y ${operator} 1;`, /must not use [|&^<>]+, which cuts to 32 bits: use arithmetic/],
    [`x ${operator}= 1;`, /must not use [|&^<>]+=, which cuts to 32 bits/],
  ]),
  [`x = ~y;`, /must not use ~, which cuts to 32 bits/],
];

const acceptedInRaft = [
  `import { step } from "./step.js";`,
  `import { step } from "./log/step.js";`,
  `type A = B | (C & D);`,
  `x = a || (b && c) ? 1 : -y;`,
  `a ||= b; a &&= b; a ??= b; x = 2 ** 40 < y;`,
  `x = Math.max(1, 2);`,
  `message.process(); message.console = 1;`,
  `const { process: handle } = message;`,
  `function restart(process: Process) { return process.start() && (() => process); }`,
  `for (const process of processes) process.start();`,
  `const { process } = world; process.start();`,
  `type Restart = (process: Process) => void;`,
  `const handlers = { then: 1, process: 2, setTimeout: f };`,
  `interface Message { readonly Date: number; process(): void }`,
  `// Date.now(), Promise and | in a comment\nconst text = "Math.random() await 1 | 2";`,
];

describe("in packages/raft", () => {
  for (const [text, sentence] of refusedInRaft) {
    test(`\`${text}\` is refused`, () => {
      const violations = checkFile(inRaft, `\n${text}\n`);
      assert.equal(violations.length, 1, violations.join("\n"));
      assert.match(violations[0] ?? "", /^packages\/raft\/src\/raft\.ts:2: raft must /);
      assert.match(violations[0] ?? "", sentence);
    });
  }

  for (const text of acceptedInRaft) {
    test(`\`${text}\` is accepted`, () => {
      assert.deepEqual(checkFile(inRaft, text), []);
    });
  }

  test("the harness for tests stands under the same rules", () => {
    assert.equal(checkFile("packages/raft/src/testing/world.ts", `import "fast-check";\nDate.now();`).length, 2);
  });
});

describe("between rooms", () => {
  const cases: readonly [file: string, text: string, sentence: RegExp | undefined][] = [
    ["packages/storage/src/wal.ts", `import type { Entry } from "@keyval/raft";`, undefined],
    ["packages/storage/src/wal.ts", `export type { Entry } from "@keyval/raft";`, undefined],
    ["packages/storage/src/wal.ts", `import { Raft } from "@keyval/raft";`, /may know only the types of raft/],
    ["packages/storage/src/wal.ts", `import { type Entry } from "@keyval/raft";`, /may know only the types of raft/],
    ["packages/storage/src/wal.ts", `import "@keyval/api";`, /storage must not import api: it may know only raft/],
    ["packages/storage/src/wal.ts", `import "node:fs";`, /must not import node:fs here/],
    ["packages/storage/src/wal.ts", `import "lmdb";`, undefined],
    ["packages/storage/src/wal.ts", `x = y | 1;`, undefined],
    ["packages/storage/src/disk-node.ts", `import "node:fs"; await f(Date.now());`, undefined],
    ["packages/storage/src/lmdb/engine.ts", `import "node:fs";`, undefined],
    ["packages/statemachine/src/apply.ts", `Date.now();`, /statemachine must not read a clock/],
    ["packages/grpc/src/hpack.ts", `import "node:net";`, /must not import node:net here/],
    ["packages/grpc/src/transport/socket.ts", `import "node:net";`, undefined],
    ["packages/server/src/node/loop.ts", `import "@keyval/raft";`, undefined],
    ["packages/server/src/node/loop.ts", `import "../rpc/kv.js";`, /server\/node must not import server\/rpc/],
    ["packages/server/src/rpc/kv.ts", `import "../node/loop.js";`, undefined],
    ["packages/server/src/main.ts", `import "./http/rest.js"; import "node:fs"; Date.now();`, undefined],
    ["packages/server/src/main.ts", `import "@keyval/sim";`, /server must not import sim/],
    ["packages/sim/src/world.ts", `import "@keyval/server/node";`, undefined],
    ["packages/sim/src/world.ts", `import "@keyval/server";`, /sim must not import server:/],
    ["packages/cli/src/kvctl.ts", `import "@keyval/server";`, /cli must not import server/],
    ["packages/lab/src/page.ts", `import "@keyval/raft/testing";`, /lab must not import raft: it may know only sim/],
    ["packages/attic/src/box.ts", `export {};`, /no room covers this file: enter its room/],
  ];
  for (const [file, text, sentence] of cases) {
    test(`${file}: \`${text}\` is ${sentence === undefined ? "accepted" : "refused"}`, () => {
      const violations = checkFile(file, text);
      if (sentence === undefined) {
        assert.deepEqual(violations, []);
      } else {
        assert.equal(violations.length, 1, violations.join("\n"));
        assert.match(violations[0] ?? "", sentence);
      }
    });
  }
});
