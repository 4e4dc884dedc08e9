import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { anyMessage, codecOf, messageNames } from "../messages.test-helper.js";
import { fieldsOf, toJson, type FieldSchema, type Json, type JsonObject } from "./index.js";

const PROGRAM = "etcd-messages";

const MESSAGES_OF_EACH_KIND = 200;

const goIsMissing = spawnSync("go", ["version"]).status === 0 ? false : "needs Go: install it, and `go` into the PATH";

/** All messages but those that etcd does not have. */
const names = messageNames.filter((name) => !name.startsWith("keyval."));

interface Line {
  readonly message: string;
  /** In base64. */
  readonly wire: string;
  readonly json: JsonObject;
}

const folder = mkdtempSync(join(tmpdir(), `${PROGRAM}-`));

function run(flags: readonly string[], input: string): readonly Line[] {
  const output = execFileSync(join(folder, PROGRAM), flags, { input, encoding: "utf8", maxBuffer: 2 ** 30 });
  return output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

/** What is left of a message of etcd's when numbers that are counted with end where safe integers end. */
function saturated(message: string, json: JsonObject): JsonObject {
  const fields = new Map(fieldsOf(message).map((field) => [field.name, field]));
  const saturate = (name: string, content: Json): Json => {
    const field = fields.get(name);
    assert.ok(field, `${message} has no field ${name}`);
    return Array.isArray(content)
      ? content.map((element: Json) => saturatedElement(field, element))
      : saturatedElement(field, content);
  };
  return Object.fromEntries(Object.entries(json).map(([name, content]) => [name, saturate(name, content)]));
}

function saturatedElement({ type, of = "", isId }: FieldSchema, content: Json): Json {
  if (type === "message") return saturated(of, content as JsonObject);
  if ((type !== "int64" && type !== "uint64") || isId === true) return content;
  const value = Math.min(Math.max(Number(content), Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  return value.toString();
}

describe("etcd", { skip: goIsMissing }, () => {
  before(() => {
    execFileSync("go", ["build", "-o", `${folder}/`, "."], { cwd: `tests/tools/${PROGRAM}`, timeout: 600_000 });
  });
  after(() => rmSync(folder, { recursive: true }));

  test("understands what we write", () => {
    const seed = Date.now();
    const written = names.flatMap((message) =>
      fc.sample(anyMessage(message), { numRuns: MESSAGES_OF_EACH_KIND, seed }).map((content) => ({ message, content })),
    );
    const lines = written.map(({ message, content }) => {
      const wire = Buffer.from(codecOf(message).encode(content)).toString("base64");
      return JSON.stringify({ message, wire, json: {} });
    });
    const understood = run([], lines.join("\n"));
    assert.equal(understood.length, written.length);
    for (const [i, { message, wire, json }] of understood.entries()) {
      const content = written[i]?.content ?? {};
      assert.deepEqual(json, toJson(message, content), `seed ${seed}`);
      assert.deepEqual(codecOf(message).decode(Buffer.from(wire, "base64")), content, `seed ${seed}`);
    }
  });

  test("makes one of two messages as we do", () => {
    const seed = Date.now();
    const lines = names.flatMap((message) =>
      fc.sample(fc.tuple(anyMessage(message), anyMessage(message)), { numRuns: 50, seed }).map((pair) => {
        const wire = Buffer.concat(pair.map((content) => codecOf(message).encode(content)));
        return { message, wire };
      }),
    );
    const input = lines.map(({ message, wire }) =>
      JSON.stringify({ message, wire: wire.toString("base64"), json: {} }),
    );
    const understood = run([], input.join("\n"));
    assert.equal(understood.length, lines.length);
    for (const [i, { message, json }] of understood.entries()) {
      const content = codecOf(message).decode(lines[i]?.wire ?? Buffer.alloc(0));
      assert.deepEqual(toJson(message, content), json, `seed ${seed}`);
    }
  });

  test("is understood by us, whatever it writes", () => {
    const seed = Date.now();
    const written = run(["-random", `${MESSAGES_OF_EACH_KIND}`, "-seed", `${seed}`, ...names], "");
    assert.equal(written.length, names.length * MESSAGES_OF_EACH_KIND);
    for (const { message, wire, json } of written) {
      const content = codecOf(message).decode(Buffer.from(wire, "base64"));
      assert.deepEqual(toJson(message, content), saturated(message, json), `seed ${seed}`);
    }
  });
});
