import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { runCli } from "../../../cli.js";
import { testTerminal } from "../../../terminal.test-helper.js";
import { compareKeys, type LiveKey } from "./compare-keys.js";
import { firstMemberOf } from "./first-member.js";

const folder = mkdtempSync(join(tmpdir(), "kvctl-test-"));
const PEER = "http://localhost:2380";
const ALONE = {
  name: "default",
  "initial-cluster": "",
  "initial-cluster-token": "etcd-cluster",
  "initial-advertise-peer-urls": PEER,
};

function keys(text: string): LiveKey[] {
  return Array.from(text.matchAll(/([a-z]+)(\d+)/gu), ([, key = "", revision = ""]) => ({
    key: Buffer.from(key),
    modRevision: Number(revision),
    hash: revision,
  }));
}

function difference(before: string, after: string): string[] {
  return [...compareKeys(keys(before), keys(after))].map(
    ({ key, before, after }) =>
      `${Buffer.from(key).toString()} ${before?.modRevision ?? "-"} ${after?.modRevision ?? "-"}`,
  );
}

/** What is said of a file that holds this. */
async function refusal(line: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, "file.db");
  writeFileSync(path, bytes);
  const terminal = testTerminal();
  const args = line.split(" ").map((argument) => argument.replace("FILE", path));
  assert.equal(await runCli(args, terminal), 1);
  return terminal.complained().replaceAll(path, "FILE");
}

void describe("two snapshots", () => {
  void it("differ in what only one of them has, and in what changed", () => {
    assert.deepEqual(difference("a1 b2 d4", "b2 c3 d5"), ["a 1 -", "c - 3", "d 4 5"]);
    assert.deepEqual(difference("", "a1"), ["a - 1"]);
    assert.deepEqual(difference("a1 b2", ""), ["a 1 -", "b 2 -"]);
    assert.deepEqual(difference("a1 ab2", "a1 ab2"), []);
  });
});

void describe("what is no snapshot of KeyVal", () => {
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const bolt = Buffer.alloc(4_096);
  bolt.writeUInt32LE(0xed0cdaed, 16);

  void it("is refused by the name of what it is, with what to do", async () => {
    for (const line of [
      "snapshot status FILE",
      "snapshot restore FILE --data-dir=FILE.new",
      "snapshot diff FILE FILE",
    ]) {
      const text = await refusal(line, bolt);
      assert.match(text, /^Error: FILE is no snapshot of KeyVal, but a database of etcd \(bbolt\)\n/u);
      assert.match(text, /kvctl --endpoints=<etcd> make-mirror/u);
    }
    assert.match(await refusal("snapshot status FILE", Buffer.from([0x1f, 0x8b, 8, 0])), /gzip\nUnpack it first/u);
    assert.match(await refusal("snapshot status FILE", Buffer.from("hello")), /but something else\n/u);
    assert.match(await refusal("snapshot status FILE", Buffer.alloc(0)), /but an empty file\n/u);
    assert.deepEqual(readdirSync(folder), ["file.db"], "nothing is left of an attempt");
  });

  void it("is no reason to stop with a stack", async () => {
    const text = await refusal("snapshot status FILE.missing", bolt);
    assert.match(text, /^Error: ENOENT: no such file or directory, open 'FILE.missing'\nName a file /u);
  });
});

void describe("a member that is restored", () => {
  void it("is who the server finds itself to be by the same flags", () => {
    const { identity, replica } = firstMemberOf(ALONE);
    assert.deepEqual([identity.cluster, identity.member, replica], ["cdf818194e3a8c32", "8e9e05c52164694d", 1]);
  });

  void it("has the same configuration as the others of its cluster", () => {
    const initialCluster = `a=${PEER},b=http://b:1`;
    const [a, b] = [
      firstMemberOf({ ...ALONE, name: "a", "initial-cluster": initialCluster }),
      firstMemberOf({
        ...ALONE,
        name: "b",
        "initial-cluster": initialCluster,
        "initial-advertise-peer-urls": "http://b:1",
      }),
    ];
    assert.deepEqual(a.configuration, b.configuration);
    assert.deepEqual([a.replica, b.replica].sort(), [1, 2]);
    assert.equal(a.identity.cluster, b.identity.cluster);
  });

  void it("needs flags that make sense", async () => {
    const terminal = testTerminal();
    const line = "snapshot restore FILE --name=c --initial-cluster=a=http://a:1";
    assert.equal(await runCli(line.split(" "), terminal), 128);
    assert.match(terminal.complained(), /--initial-cluster does not name this member, "c"/u);
  });
});
