import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "./failure.js";
import { duration, integer, list, natural, text, toggle } from "./flag.js";
import { parseFlags } from "./parse-flags.js";

const flags = {
  "write-out": text("simple", "", { short: "w" }),
  interactive: toggle("", { short: "i" }),
  listen: toggle("", { short: "l" }),
  limit: integer(0, ""),
  "max-txn-ops": natural(0, ""),
  timeout: duration(0, ""),
  endpoints: list(["a"], ""),
};

/** Arguments, what is no flag among them, and the values of those that are. */
const good: readonly [argv: string, args: readonly string[], values: Readonly<Record<string, unknown>>][] = [
  ["get a b", ["get", "a", "b"], {}],
  ["a --limit 5 b", ["a", "b"], { limit: 5 }],
  ["--limit=5 a", ["a"], { limit: 5 }],
  ["--limit=0x10 --max-txn-ops 0b11", [], { limit: 16, "max-txn-ops": 3 }],
  ["--limit -017", [], { limit: -15 }],
  ["--limit 1_000", [], { limit: 1000 }],
  ["--limit 9223372036854775807", [], { limit: Number.MAX_SAFE_INTEGER }],
  ["-w json a", ["a"], { "write-out": "json" }],
  ["-wjson a", ["a"], { "write-out": "json" }],
  ["-w=json a", ["a"], { "write-out": "json" }],
  ["-ilw json", [], { interactive: true, listen: true, "write-out": "json" }],
  ["-il=false a", ["a"], { interactive: true, listen: false }],
  ["--interactive true", ["true"], { interactive: true }],
  ["--interactive=F", [], { interactive: false }],
  ["--write-out=", [], { "write-out": "" }],
  ["--write-out --limit", [], { "write-out": "--limit" }],
  ["--timeout 1m30s", [], { timeout: 90_000 }],
  ["--endpoints b,c --endpoints d", [], { endpoints: ["b", "c", "d"] }],
  ['--endpoints "b,c",d', [], { endpoints: ["b,c", "d"] }],
  ["-", ["-"], {}],
];

const bad: readonly [argv: string, message: string, advice?: string][] = [
  ["--limt 5", "unknown flag: --limt", "Did you mean --limit?"],
  ["--constructor", "unknown flag: --constructor"],
  ["-x", "unknown shorthand flag: 'x' in -x"],
  ["-ixy", "unknown shorthand flag: 'x' in -xy"],
  ["--=5", "bad flag syntax: --=5"],
  ["---limit", "bad flag syntax: ---limit"],
  ["--limit", "flag needs an argument: --limit"],
  ["-iw", "flag needs an argument: 'w' in -w"],
  ["--limit x", 'invalid argument "x" for "--limit" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  ["--limit 08", 'invalid argument "08" for "--limit" flag: strconv.ParseInt: parsing "08": invalid syntax'],
  [
    "--limit 9223372036854775808",
    'invalid argument "9223372036854775808" for "--limit" flag: ' +
      'strconv.ParseInt: parsing "9223372036854775808": value out of range',
  ],
  [
    "--max-txn-ops -1",
    'invalid argument "-1" for "--max-txn-ops" flag: strconv.ParseUint: parsing "-1": invalid syntax',
  ],
  ["-i=x", 'invalid argument "x" for "-i, --interactive" flag: strconv.ParseBool: parsing "x": invalid syntax'],
  ["--timeout 5", 'invalid argument "5" for "--timeout" flag: time: invalid duration "5"'],
];

void describe("flags", () => {
  for (const [argv, args, values] of good) {
    void it(`are read from "${argv}"`, () => {
      const parsed = parseFlags(flags, argv.split(" "));
      assert.deepEqual([parsed.args, Object.fromEntries(parsed.values)], [args, values]);
    });
  }

  for (const [argv, message, advice] of bad) {
    void it(`are refused in "${argv}"`, () => {
      const check = (error: unknown): boolean => {
        assert.ok(error instanceof Failure);
        assert.deepEqual([error.message, error.exitCode, error.advice], [message, 1, advice]);
        return true;
      };
      assert.throws(() => parseFlags(flags, argv.split(" ")), check);
    });
  }

  void it("end at two hyphens", () => {
    const { args, dashAt } = parseFlags(flags, ["put", "key", "--", "--limit", "-w"]);
    assert.deepEqual([args, dashAt], [["put", "key", "--limit", "-w"], 2]);
  });
});
