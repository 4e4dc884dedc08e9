import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { CompactionRequest, KV, Lease, LeaseGrantRequest, PutRequest } from "@keyval/api";
import {
  ALONE,
  type ChildServer,
  clusterFlags,
  eventually,
  withServers,
} from "../../../../../server/dist/process/child-server.test-helper.js";
import { metric } from "../../../../../server/dist/process/state-metrics.test-helper.js";
import { runCli } from "../../../cli.js";
import { testTerminal } from "../../../terminal.test-helper.js";

const FLIPPED = `--import=${new URL("../../../../../server/dist/process/flipped-value.test-helper.js", import.meta.url).href}`;

const KILLED_AT_INSTALL = `--import=${new URL("killed-at-install.test-helper.js", import.meta.url).href}`;

/** Whoever checkpoints so often has one, whatever it is told. */
const OFTEN = [...ALONE, "--snapshot-count=10"];

interface Line {
  readonly index: number;
  readonly kind: string;
  readonly revision: number;
  readonly hash: string;
  readonly refused?: string;
}

type State = Pick<Line, "index" | "revision" | "hash">;

interface Replay {
  readonly begin: State;
  readonly end: State;
  readonly checkpoint: State | null;
  readonly same: boolean | null;
}

/** Something of all that changes a state, and what is refused. */
async function write(server: ChildServer, value: string): Promise<void> {
  const lease = (await server.call(Lease.methods.LeaseGrant, LeaseGrantRequest.create({ TTL: 600 }))).ID;
  for (let i = 0; i < 40; i++) {
    const put = { key: Buffer.from(`key ${i % 7}`), value: Buffer.from(value), lease: i % 3 === 0 ? lease : 0 };
    await server.call(KV.methods.Put, PutRequest.create(put));
  }
  await server.call(KV.methods.DeleteRange, { key: Buffer.from("key 1") });
  await server.call(KV.methods.Compact, CompactionRequest.create({ revision: 30 }));
  await assert.rejects(server.call(KV.methods.Compact, CompactionRequest.create({ revision: 30 })));
  await eventually(async () => assert.ok((await metric(server, "keyval_snapshots_saved_total")) > 0));
}

async function run(...args: string[]) {
  const terminal = testTerminal();
  const status = await runCli(args, terminal);
  return { status, written: terminal.written(), complained: terminal.complained() };
}

async function replayOf(directory: string, ...more: string[]): Promise<Replay> {
  const { status, written, complained } = await run("log", directory, "--replay", "-o", "json", ...more);
  assert.equal(status, 0, complained);
  return JSON.parse(written) as Replay;
}

async function linesOf(directory: string, ...more: string[]): Promise<Line[]> {
  const { status, written, complained } = await run("log", directory, "--hashes", ...more);
  assert.equal(status, 0, complained);
  return written
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

void describe("a replay", () => {
  it("of a log that is whole begins with nothing, and comes to the state of its member", async () => {
    await withServers(async (start) => {
      const server = await start(OFTEN).serving();
      await write(server, "right");
      await server.end("SIGKILL");
      const directory = join(server.cwd, "data");

      const { begin, end, checkpoint, same } = await replayOf(directory);
      assert.deepEqual([begin.index, begin.revision, same], [0, 1, true]);
      assert.ok(checkpoint !== null && checkpoint.index >= 10 && checkpoint.index <= end.index);
      const lines = await linesOf(directory);
      assert.deepEqual(
        lines.map(({ index }) => index),
        Array.from({ length: end.index }, (_, i) => i + 1),
      );
      const states = lines.map(({ index, revision, hash }) => ({ index, revision, hash }));
      assert.deepEqual([states.at(-1), states[checkpoint.index - 1]], [end, checkpoint]);
      assert.deepEqual(
        lines.flatMap(({ refused }) => refused ?? []),
        ["compacted"],
      );
      assert.ok(new Set(lines.map(({ hash }) => hash)).size > 40);

      const before = await replayOf(directory, `--to=${checkpoint.index - 1}`);
      assert.deepEqual([before.end, before.same], [states[checkpoint.index - 2], null]);
      const part = await linesOf(directory, "--from=5", "--to=7");
      assert.deepEqual(part, lines.slice(4, 7));
      const { written } = await run("log", directory, "--replay");
      assert.match(
        written,
        /^Replayed the entries up to \d+, from the first one on: revision 42, hash [0-9a-f]{16}\n/u,
      );
      assert.match(written, /\nThe member had the same state at its checkpoint at \d+\.\n$/u);
    });
  });

  it("of a log that was cut goes on from the checkpoint, to the hashes that another member's whole log comes to", async () => {
    await withServers(async (start) => {
      const [whole = [], cut = []] = (await clusterFlags(["whole", "cut"])).values();
      const often = "--snapshot-count=10";
      const servers = [start([...whole, often]), start([...cut, often, "--snapshot-catchup-entries=2"])];
      const [, cutting] = await Promise.all(servers.map((server) => server.serving()));
      assert.ok(cutting !== undefined);
      await write(cutting, "right");
      await eventually(async () => assert.ok((await metric(cutting, "keyval_raft_log_entries")) < 30));
      // What was cut is durable with what comes next.
      await cutting.call(KV.methods.Put, PutRequest.create({ key: Buffer.from("last") }));
      for (const server of servers) await server.end("SIGKILL");
      const [all, directory] = [join(cutting.cwd, "whole.keyval"), join(cutting.cwd, "cut.keyval")];

      const { begin, end, checkpoint, same } = await replayOf(directory);
      assert.deepEqual([begin, same], [checkpoint, null]);
      assert.ok(begin.index >= 10 && end.index >= begin.index);
      const lines = await linesOf(directory);
      assert.equal(lines.length, end.index - begin.index);
      const there = new Map((await linesOf(all)).map((line) => [line.index, line]));
      // Who leads may have put something into its log for which there was no majority any more.
      const common = [begin, ...lines, end].filter(({ index }) => index <= there.size);
      assert.ok(common.length > 2);
      for (const line of common) assert.equal(line.hash, there.get(line.index)?.hash, `at ${line.index}`);
      const { written } = await run("log", directory, "--replay");
      assert.match(written, / behind the checkpoint at \d+: revision 43, hash \w+\nThere is no checkpoint on the way/u);
    });
  });

  it("says what to do where the log goes on behind a snapshot that is not in place yet", async () => {
    await withServers(async (start) => {
      const flags = await clusterFlags(["a", "b", "late"]);
      const startNamed = (name: string, ...options: string[]): ChildServer =>
        start([...(flags.get(name) ?? []), "--snapshot-count=10", "--snapshot-catchup-entries=2"], options);
      const majority = await Promise.all(["a", "b"].map((name) => startNamed(name).serving()));
      const [first] = majority;
      assert.ok(first !== undefined);
      await write(first, "right");
      for (const server of majority)
        await eventually(async () => assert.ok((await metric(server, "keyval_raft_log_entries")) < 30));
      const directory = join(first.cwd, "late.keyval");
      await startNamed("late", KILLED_AT_INSTALL).ended();

      for (const flag of ["--replay", "--hashes"]) {
        const { status, written, complained } = await run("log", directory, flag);
        assert.deepEqual([status, written], [1, ""]);
        assert.match(
          complained,
          /^Error: the snapshot at \d+, behind which the log begins, is not in place yet\nStart the member once: /u,
        );
      }
      await (await startNamed("late").serving()).end("SIGKILL");
      const { begin, checkpoint, same } = await replayOf(directory);
      assert.deepEqual([begin, same], [checkpoint, null]);
    });
  });

  it("fails where the state of the member is not what its log comes to", async () => {
    await withServers(async (start) => {
      const server = await start(OFTEN, [FLIPPED]).serving();
      await write(server, "right");
      await server.end("SIGKILL");
      const { status, written, complained } = await run("log", join(server.cwd, "data"), "--replay");
      assert.equal(status, 1);
      assert.match(written, /\nThe member had another state at its checkpoint at \d+\.\n$/u);
      assert.match(complained, /^Error: at index \d+ the member's state had the hash \w+, and its log comes to \w+\n/u);
    });
  });

  it("is refused of a member that runs, and of none", async () => {
    const { status, complained } = await run("log", "--replay");
    assert.notEqual(status, 0);
    assert.match(complained, /name its data directory/u);
    await withServers(async (start) => {
      const server = await start(ALONE).serving();
      const { status, complained } = await run("log", join(server.cwd, "data"), "--hashes");
      assert.equal(status, 1);
      assert.match(complained, /is in use by/u);
    });
  });
});
