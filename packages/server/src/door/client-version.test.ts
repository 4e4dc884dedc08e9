import assert from "node:assert/strict";
import { test } from "node:test";
import { Metadata, type Call } from "@keyval/grpc";
import { admitsClientVersion } from "./client-version.js";

/** What becomes of a call with a version of these bytes. */
function fate(version?: Uint8Array): string {
  let became = "";
  const values = version === undefined ? [] : [Buffer.from(version).toString("latin1")];
  const metadata = Metadata.ofHeaders({ names: values.map(() => "client-api-version"), values });
  const fail = (code: number, message: string): void => {
    became = `${code} ${message}`;
  };
  const isAdmitted = admitsClientVersion({ metadata, fail } as unknown as Call);
  return isAdmitted ? `${became}runs` : became;
}

test("a client-api-version is UTF-8, if there is one", () => {
  for (const version of [
    undefined,
    Buffer.from("3.7.1"),
    Buffer.from(""),
    Buffer.from("drei, größer"),
    Buffer.from("三"),
  ])
    assert.equal(fate(version), "runs");
  for (const bytes of [[0xff], [0x33, 0xc3], [0xe4, 0xb8]])
    assert.equal(fate(new Uint8Array(bytes)), "3 etcdserver: invalid client api version");
});
