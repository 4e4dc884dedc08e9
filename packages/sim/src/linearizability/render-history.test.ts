import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Script } from "node:vm";
import { SeededRandom } from "../random.js";
import { check } from "./check.js";
import type { Operation } from "./history.js";
import { keyModel } from "./key-model.js";
import type { KeyInput, KeyOutput } from "./key-operations.js";
import { makeHistory } from "./make-history.js";
import { registerModel } from "./register-model.js";
import { renderHistory } from "./render-history.js";

const BOUND = 100_000;

type KeyOperation = Operation<KeyInput, KeyOutput>;

const staleRead: KeyOperation[] = [
  {
    client: 1,
    key: "k",
    call: 0,
    return: 10,
    input: { type: "put", value: "a" },
    output: { type: "changed", revision: 1 },
  },
  { client: 2, key: "k", call: 5, return: Infinity, input: { type: "put", value: "lost" }, output: undefined },
  {
    client: 1,
    key: "k",
    call: 20,
    return: 30,
    input: { type: "put", value: "b" },
    output: { type: "changed", revision: 2 },
  },
  {
    client: 3,
    key: "k",
    call: 40,
    return: 50,
    input: { type: "read" },
    output: { type: "read", value: "a", modRevision: 1, version: 1 },
  },
];

function page(history: readonly KeyOperation[], bound = BOUND): string {
  return renderHistory(keyModel, history, check(keyModel, history, bound));
}

/** Long enough to be shown in part, with a value near the end read once more after it was overwritten. */
function longStaleHistory(): KeyOperation[] {
  const shape = { clients: 6, keys: 2, operations: 600, unknownInThousand: 30, values: Infinity };
  const history = makeHistory(new SeededRandom(1), shape);
  const reads = history.filter(({ key, output }) => key === "key-0" && output?.type === "read");
  const [old, late] = [reads.at(-40), reads.at(-10)];
  return history.map((operation) => (operation === late ? { ...operation, output: old?.output } : operation));
}

function count(html: string, pattern: RegExp): number {
  return Array.from(html.matchAll(pattern)).length;
}

/** That every tag is closed in its turn, as a browser would otherwise have to guess. */
function assertWellFormed(html: string): void {
  const open: string[] = [];
  const withoutText = html.replace(/<(style|script)>[^]*?<\/\1>/g, "<$1></$1>");
  for (const [tag, slash, name = ""] of withoutText.matchAll(/<(\/?)([a-z][a-z0-9]*)(?:"[^"]*"|[^">])*>/g)) {
    if (slash === "/") assert.equal(open.pop(), name, tag);
    else if (!["meta", "input"].includes(name) && !tag.endsWith("/>")) open.push(name);
  }
  assert.deepEqual(open, []);
  const text = withoutText.replace(/<[!/]?[a-z](?:"[^"]*"|[^">])*>/g, "");
  assert.doesNotMatch(text, /[<>]/);
}

describe("the page of a violation", () => {
  const html = page(staleRead);

  test("is well-formed, and its script compiles", () => {
    assertWellFormed(html);
    const [, script = ""] = /<script>([^]*)<\/script>/.exec(html) ?? [];
    assert.ok(new Script(script) instanceof Script);
  });

  test("needs nothing from elsewhere", () => {
    assert.doesNotMatch(html, /https?:|src=|href=|url\(|@import|<link|fetch|import\(/);
  });

  test("says in a sentence what has no place, and marks it and nothing else", () => {
    assert.match(html, /There is no place for client 3: read → &quot;a&quot; \(revision 1, version 1\), called at 40/);
    assert.match(html, /The order 1 to 2 leaves &quot;b&quot; \(revision 2, version 2\)/);
    assert.equal(count(html, /class="bar unplaced"/g), 1);
    assert.match(html, /class="bar unplaced" style="--at:40;--for:10;/);
  });

  test("has a lane for each client and a bar for each operation", () => {
    assert.equal(count(html, /class="lane"/g), 3);
    assert.equal(count(html, /class="bar/g), 4);
    assert.equal(count(html, /class="bar open unknown"/g), 1);
  });

  test("numbers the order along a path", () => {
    assert.equal(count(html, /class="number"/g), 2);
    assert.match(html, /<polyline points="5,\d+ 25,\d+"\/>/);
  });
});

describe("the page of a long history", () => {
  const history = longStaleHistory();
  const result = check(keyModel, history, BOUND);
  const html = renderHistory(keyModel, history, result);
  const broken = result.parts.at(-1);

  test("holds everything, other keys too", () => {
    assertWellFormed(html);
    assert.equal(broken?.verdict, "violation");
    assert.equal(count(html, /class="bar/g), history.length);
    assert.equal(count(html, /class="bar other/g), history.filter(({ key }) => key !== broken.key).length);
    assert.equal(count(html, /class="number"/g), broken.order.length);
  });

  test("shows the surroundings of the break first", () => {
    const [, span, from, to] = /data-span="(.+?)" data-from="(.+?)" data-to="(.+?)"/.exec(html)?.map(Number) ?? [];
    assert.ok(span !== undefined && from !== undefined && to !== undefined);
    assert.ok(to - from < span / 3);
    const start = Number(/data-start="(.+?)"/.exec(html)?.[1]);
    const [culprit] = broken?.unplaced ?? [];
    assert.ok(culprit !== undefined && from <= culprit.call - start && culprit.return - start <= to);
  });

  test("lets time run forwards along the path, and each number stand within its operation", () => {
    const points = /<polyline points="(.*?)"/.exec(html)?.[1]?.split(" ") ?? [];
    const times = points.map((point) => Number(point.split(",")[0]));
    const start = Number(/data-start="(.+?)"/.exec(html)?.[1]);
    assert.equal(times.length, broken?.order.length);
    for (const [at, { operation }] of (broken?.order ?? []).entries()) {
      const time = (times[at] ?? NaN) + start;
      assert.ok(time >= operation.call && time <= operation.return, `number ${at + 1}`);
      assert.ok(at === 0 || (times[at] ?? NaN) >= (times[at - 1] ?? NaN), `number ${at + 1}`);
    }
  });
});

test("an operation that took effect long after its call is joined to its number", () => {
  const html = page([
    { client: 1, key: "k", call: 0, return: Infinity, input: { type: "put", value: "a" }, output: undefined },
    ...[100, 200].map((call): KeyOperation => ({
      client: 2,
      key: "k",
      call,
      return: call + 1,
      input: { type: "read" },
      output:
        call === 100
          ? { type: "read", value: undefined, modRevision: 0, version: 0 }
          : { type: "read", value: "a", modRevision: 5, version: 1 },
    })),
  ]);
  assertWellFormed(html);
  assert.equal(count(html, /class="tail"/g), 1);
});

test("text of keys, values and clients stays text", () => {
  const hostile = `</script><script>alert("1")</script><img src=x onerror='alert(2)'>&amp;`;
  const html = page(
    staleRead.map((operation) => ({
      ...operation,
      client: `${hostile}${operation.client}`,
      key: hostile,
      input: operation.input.type === "put" ? { type: "put", value: hostile } : operation.input,
    })),
  );
  assertWellFormed(html);
  assert.equal(count(html, /<script/g), 1);
  assert.equal(count(html, /<img/g), 0);
  assert.match(html, /&amp;amp;/);
});

test("the other verdicts have pages too", () => {
  const fine = staleRead.slice(0, 3);
  assert.match(page(fine), /<h1>Linearizable; shown is the key &quot;k&quot;<\/h1>/);
  assert.match(page(fine, 1), /<h1>Undecided after 1 steps: the key &quot;k&quot;<\/h1>/);
  for (const html of [page(fine), page(fine, 1), page([])]) {
    assertWellFormed(html);
    assert.equal(count(html, /class="bar unplaced/g), 0);
  }
});

test("any model can be shown", () => {
  const history = [
    { client: 0, key: "r", call: 0, return: 1, input: { type: "write", value: 3 }, output: { type: "done" } },
    { client: 0, key: "r", call: 2, return: 3, input: { type: "read" }, output: { type: "value", value: null } },
  ] as const;
  const html = renderHistory(registerModel, history, check(registerModel, history, BOUND));
  assertWellFormed(html);
  assert.match(html, /There is no place for client 0: read → null/);
});
