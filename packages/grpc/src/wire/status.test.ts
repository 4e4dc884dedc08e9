import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { STATUS_MESSAGE_BYTES_MAX } from "../limits.js";
import { decodeStatusMessage, encodeStatusMessage } from "./status-message.js";
import { parseStatus, Status, statusName, statusOfHttp, statusOfReset } from "./status.js";

void describe("status codes", () => {
  it("are those of gRPC, 0 to 16, and know their names", () => {
    assert.deepEqual(
      Object.values(Status),
      Array.from({ length: 17 }, (_, code) => code),
    );
    assert.equal(statusName(Status.UNAUTHENTICATED), "UNAUTHENTICATED");
    assert.equal(statusName(Status.CANCELLED), "CANCELLED");
  });

  it("are read from headers", () => {
    for (const code of Object.values(Status)) assert.equal(parseStatus(String(code)), code);
    for (const text of ["", "17", "-1", "1.5", "0x1", " 1", "999", "OK"])
      assert.equal(parseStatus(text), Status.UNKNOWN);
  });

  it("stand for HTTP statuses of things on the way", () => {
    const table = { 200: 2, 400: 13, 401: 16, 403: 7, 404: 12, 418: 2, 429: 14, 500: 2, 502: 14, 503: 14, 504: 14 };
    for (const [http, status] of Object.entries(table)) assert.equal(statusOfHttp(Number(http)), status, http);
  });

  it("stand for resets of streams", () => {
    const table = { 0: 13, 1: 13, 2: 13, 3: 13, 4: 13, 5: 13, 6: 13, 7: 14, 8: 1, 9: 13, 10: 13, 11: 8, 12: 7, 99: 13 };
    for (const [error, status] of Object.entries(table)) assert.equal(statusOfReset(Number(error)), status, error);
  });
});

void describe("grpc-message", () => {
  it("is percent-encoded beyond the printable ASCII", () => {
    const special = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
    const value = "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A";
    assert.equal(encodeStatusMessage(special), value);
    assert.equal(decodeStatusMessage(value), special);
    assert.equal(encodeStatusMessage("100% sure~"), "100%25 sure~");
  });

  it("comes back as it was, and is printable on the way", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const value = encodeStatusMessage(text);
        assert.match(value, /^[ -~]*$/);
        assert.equal(decodeStatusMessage(value), text);
      }),
    );
  });

  it("replaces half of a surrogate pair", () => {
    assert.equal(decodeStatusMessage(encodeStatusMessage("a\ud800b")), "a\ufffdb");
  });

  it("is cut off between two characters where it is too long to be sent", () => {
    for (const [character, bytes] of [
      ["a", 1],
      ["ÿ", 6],
      ["☺", 9],
      ["😈", 12],
    ] as const) {
      const value = encodeStatusMessage(character.repeat(10_000));
      assert.equal(value.length, STATUS_MESSAGE_BYTES_MAX - (STATUS_MESSAGE_BYTES_MAX % bytes));
      assert.equal(decodeStatusMessage(value), character.repeat(value.length / bytes));
    }
  });

  it("is left as it came where it is badly encoded", () => {
    for (const value of ["%", "%4", "%zz", "50% off", "%ff%fe", "a%E2%98b"])
      assert.equal(decodeStatusMessage(value), value);
  });
});
