import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { formatTimeout, parseTimeout } from "./timeout.js";

void describe("parseTimeout", () => {
  const good = {
    "1H": 3_600_000,
    "2M": 120_000,
    "3S": 3000,
    "5000m": 5000,
    "1500u": 1.5,
    "1000000n": 1,
    "0m": 0,
    "007S": 7000,
  };
  for (const [text, milliseconds] of Object.entries(good)) {
    it(`reads ${text}`, () => assert.equal(parseTimeout(text), milliseconds));
  }
  it("reads the longest there is", () => assert.equal(parseTimeout("99999999H"), 99_999_999 * 3_600_000));

  const bad = [
    "",
    "S",
    "1",
    "1 S",
    " 1S",
    "1S ",
    "-1S",
    "+1S",
    "1.5S",
    "123456789S",
    "1s",
    "1h",
    "1Sm",
    "1e3m",
    "0x1S",
    "١S",
    "1S\n",
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseTimeout(text), undefined));
  }
});

void describe("formatTimeout", () => {
  const cases: [number, string][] = [
    [5000, "5000m"],
    [0.5, "500u"],
    [1.25, "2m"],
    [0, "1n"],
    [-7, "1n"],
    [NaN, "1n"],
    [99_999_999, "99999999m"],
    [100_000_000, "100000S"],
    [2 ** 40, "18325194M"],
    [Infinity, "99999999H"],
  ];
  for (const [milliseconds, text] of cases) {
    it(`writes ${milliseconds} as ${text}`, () => assert.equal(formatTimeout(milliseconds), text));
  }

  it("is well formed and never shorter than asked for", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 3e14, noNaN: true }), (milliseconds) => {
        const parsed = parseTimeout(formatTimeout(milliseconds));
        assert.ok(parsed !== undefined && parsed >= milliseconds * (1 - 1e-12));
      }),
    );
  });
});
