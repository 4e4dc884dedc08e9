import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import { AssertionError } from "./assert.js";
import { EMPTY_CONFIGURATION, initialConfiguration, type Configuration } from "./configuration.js";
import { decodeConfiguration, encodeConfiguration } from "./configuration-codec.js";

const page = readFileSync(new URL("../../../docs/internals/configuration.md", import.meta.url), "utf8");

/** The bytes that stand at the beginning of each line, before the words. */
function goldenBytes(): Uint8Array[] {
  const blocks = [...page.matchAll(/^```text\n(.*?)^```/gms)].map((match) => match[1] ?? "");
  return blocks.map((block) => {
    const columns = block.split("\n").map((line) => line.split(/ {2,}/)[0] ?? "");
    return Uint8Array.from(Buffer.from(columns.join("").replaceAll(" ", ""), "hex"));
  });
}

const GOLDEN: readonly Configuration[] = [
  initialConfiguration([{ id: 1, member: "a", incarnation: "1" }]),
  {
    voters: [1, 2, 4],
    outgoing: [1, 2, 3],
    learners: [300],
    learnersNext: [3],
    hosts: [
      { id: 1, member: "a", incarnation: "1" },
      { id: 2, member: "b", incarnation: "1" },
      { id: 3, member: "üé", incarnation: "1" },
      { id: 4, member: "d4", incarnation: "" },
      { id: 300, member: "€", incarnation: "x" },
    ],
    lastId: 2 ** 32,
    lease: 100,
  },
];

describe("the golden bytes of docs/internals/configuration.md", () => {
  test("there is one example for each configuration of this test", () => {
    assert.equal(goldenBytes().length, GOLDEN.length);
  });

  for (const [position, configuration] of GOLDEN.entries()) {
    test(`example ${position + 1} is written and read to the byte`, () => {
      const bytes = goldenBytes()[position] ?? new Uint8Array(0);
      assert.deepEqual(encodeConfiguration(configuration), bytes);
      assert.deepEqual(decodeConfiguration(bytes), configuration);
    });
  }
});

const id = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }));
const name = fc.string({ unit: "binary", maxLength: 40 });
const configurations: fc.Arbitrary<Configuration> = fc.record({
  voters: fc.array(id),
  outgoing: fc.array(id),
  learners: fc.array(id),
  learnersNext: fc.array(id),
  hosts: fc.array(fc.record({ id, member: name, incarnation: name }), { maxLength: 20 }),
  lastId: fc.maxSafeNat(),
  lease: fc.maxSafeNat(),
});

describe("encodeConfiguration, decodeConfiguration", () => {
  test("any configuration comes back", () => {
    assert.deepEqual(decodeConfiguration(encodeConfiguration(EMPTY_CONFIGURATION)), { ...EMPTY_CONFIGURATION });
    fc.assert(
      fc.property(configurations, (configuration) => {
        assert.deepEqual(decodeConfiguration(encodeConfiguration(configuration)), plain(configuration));
      }),
    );
  });

  test("a configuration cut off anywhere is refused", () => {
    for (const configuration of GOLDEN) {
      const bytes = encodeConfiguration(configuration);
      for (let end = 0; end < bytes.length; end++) {
        assert.throws(() => decodeConfiguration(bytes.slice(0, end)), AssertionError, `cut off at ${end}`);
      }
    }
  });

  test("bytes behind the end are refused", () => {
    for (const bytes of goldenBytes()) {
      assert.throws(() => decodeConfiguration(Uint8Array.from([...bytes, 0])), AssertionError);
    }
  });

  test("another version is refused", () => {
    for (const version of [0, 2, 127]) {
      const bytes = encodeConfiguration(EMPTY_CONFIGURATION);
      bytes[0] = version;
      assert.throws(() => decodeConfiguration(bytes), AssertionError);
    }
  });

  test("a damaged byte is refused, or reads as what has exactly these bytes", () => {
    for (const bytes of goldenBytes()) {
      for (let position = 0; position < bytes.length; position++) {
        for (let value = 0; value < 256; value++) {
          const damaged = bytes.slice();
          damaged[position] = value;
          assertRefusedOrExact(damaged);
        }
      }
    }
  });

  test("any bytes are refused, or read as what has exactly these bytes", () => {
    const anyBytes = fc.uint8Array({ maxLength: 60 }).map((bytes) => Uint8Array.from([1, ...bytes]));
    fc.assert(fc.property(anyBytes, assertRefusedOrExact), { numRuns: 2_000 });
  });

  test("a list that claims to be as long as a number can say asks for no memory", () => {
    const greatest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
    for (const before of [[1], [1, 0], [1, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 1, 1]]) {
      assert.throws(() => decodeConfiguration(Uint8Array.from([...before, ...greatest, 0, 0])), AssertionError);
    }
  });
});

function assertRefusedOrExact(bytes: Uint8Array): void {
  let configuration: Configuration;
  try {
    configuration = decodeConfiguration(bytes);
  } catch (error) {
    assert.ok(error instanceof AssertionError, String(error));
    return;
  }
  assert.deepEqual(encodeConfiguration(configuration), bytes);
}

/** fast-check's records have no prototype, which a strict comparison notices. */
function plain(configuration: Configuration): Configuration {
  return { ...configuration, hosts: configuration.hosts.map((host) => ({ ...host })) };
}
