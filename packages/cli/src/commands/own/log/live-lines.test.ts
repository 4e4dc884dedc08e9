import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Cluster,
  CommandLog,
  type CommandLogReadRequest,
  type CommandLogReadResponse,
  type Init,
  Maintenance,
  type StatusResponse,
} from "@keyval/api";
import { Client, NoLeader } from "@keyval/client";
import type { ServerStreamHandler, UnaryHandler } from "@keyval/grpc";
import { FakeMember, refuse } from "../../../../../client/dist/testing/fake-member.test-helper.js";
import { runCli } from "../../../cli.js";
import { testTerminal } from "../../../terminal.test-helper.js";
import { liveLines } from "./live-lines.js";

type Play = ServerStreamHandler<CommandLogReadRequest, Init<CommandLogReadResponse>>;

/** Of each call in their order: the first index that was asked for, and whether a leader had to be known. */
type Asked = (readonly [first: number, hasLeader: unknown])[];

/** Keeps entries from this index on, tells of so many, and stops. */
function stopping(keeps: number, tells: number): Play {
  return ({ first }, call) => {
    call.write({ lines: linesFrom(Math.max(keeps, first), tells) });
    refuse(call, "stopped");
  };
}

const telling: Play = ({ first }, call) => {
  call.write({ lines: linesFrom(first, 2) });
  call.end();
};

const leaderless: Play = (_, call) => {
  refuse(call, "noLeader");
};

/** Says that it is this one. */
function named(memberId: number): UnaryHandler<unknown, Init<StatusResponse>> {
  return (_, call) => call.reply({ header: { memberId } });
}

function linesFrom(first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => JSON.stringify({ index: first + i }));
}

/** Runs kvctl with two members, of which whoever is asked first does what the first function says. */
async function withTwoMembers(line: string, ...plays: readonly [Play, Play]) {
  const asked: Asked = [];
  const answer: Play = (request, call) => {
    asked.push([request.first, call.metadata.get("hasleader")]);
    plays[Math.min(asked.length, plays.length) - 1]?.(request, call);
  };
  await using one = await new FakeMember().handle(CommandLog.methods.Read, answer).listen();
  await using other = await new FakeMember().handle(CommandLog.methods.Read, answer).listen();
  const terminal = testTerminal();
  const patient = [`--endpoints=${one.endpoint},${other.endpoint}`, "--command-timeout=60s"];
  const status = await runCli([...patient, ...line.split(" ")], terminal);
  const reads = [one, other].map(({ calls }) => calls.filter((call) => call === "Read"));
  assert.deepEqual(reads, [["Read"], ["Read"]], terminal.complained());
  return { status, asked, written: terminal.written(), complained: terminal.complained() };
}

void describe("a log that is followed", () => {
  it("ends with what is missing where the next member keeps less of it", async () => {
    const plays = [stopping(2 ** 32 - 2, 3), stopping(2 ** 32 + 7, 1)] as const;
    const { status, asked, written, complained } = await withTwoMembers("log --follow", ...plays);
    assert.deepEqual([status, asked.map(([first]) => first)], [1, [0, 2 ** 32 + 1]]);
    assert.equal(written, '{"index":4294967294}\n{"index":4294967295}\n{"index":4294967296}\n');
    assert.match(complained, /keeps no entries before 4294967303, and the last one told was 4294967296/u);
    assert.match(complained, /--from=4294967303/u);
  });

  it("goes to another member where its own has lost the leader", async () => {
    const { status, asked, written } = await withTwoMembers("log --follow --from=3", leaderless, telling);
    assert.deepEqual([status, written], [0, '{"index":3}\n{"index":4}\n']);
    assert.deepEqual(asked, [
      [3, "true"],
      [3, "true"],
    ]);
  });

  it("goes on with a member that came later, and not with one of another cluster that has its address here", async () => {
    await using stranger = await new FakeMember().handle(Maintenance.methods.Status, named(7)).listen();
    await using newcomer = new FakeMember();
    await using first = new FakeMember();
    const isKnown = (): boolean => newcomer.calls.includes("Status") && stranger.calls.includes("Status");
    newcomer.handle(Maintenance.methods.Status, named(2)).handle(CommandLog.methods.Read, telling);
    await newcomer.listen();
    const urls = { 2: newcomer.endpoint, 3: stranger.endpoint };
    const members = Object.entries(urls).map(([ID, url]) => ({ ID: Number(ID), clientURLs: [`http://${url}`] }));
    first.handle(Cluster.methods.MemberList, (_, call) => call.reply({ members }));
    first.handle(CommandLog.methods.Read, (_, call) => {
      call.write({ lines: linesFrom(1, 2) });
      const leave = (): void => {
        if (isKnown()) void first.stop();
        else setTimeout(leave, 10);
      };
      leave();
    });
    await first.listen();
    const terminal = testTerminal();
    const status = await runCli([`--endpoints=${first.endpoint}`, "log", "--follow"], terminal);
    assert.deepEqual([status, terminal.complained()], [0, ""]);
    assert.equal(terminal.written(), [1, 2, 3, 4].map((index) => `{"index":${index}}\n`).join(""));
    assert.ok(!stranger.calls.includes("Read"));
  });

  it("fails, and says why, where nobody has a leader for longer than it was to wait", async () => {
    await using member = await new FakeMember().handle(CommandLog.methods.Read, leaderless).listen();
    using client = new Client({ endpoints: member.endpoint });
    const options = { signal: new AbortController().signal, timeoutMs: Infinity, outageMs: 3_000 };
    await assert.rejects(liveLines(client, { from: 0, to: 0, follow: true }, options).next(), NoLeader);
    assert.ok(member.calls.length > 1, `${member.calls.length} calls`);
  });
});

void describe("a log that is not followed", () => {
  it("is read to its end at another member where its own goes, whether there is a leader or not", async () => {
    const { status, asked, written } = await withTwoMembers("log", stopping(5, 3), telling);
    assert.deepEqual([status, written], [0, [5, 6, 7, 8, 9].map((index) => `{"index":${index}}\n`).join("")]);
    assert.deepEqual(asked, [
      [0, undefined],
      [8, undefined],
    ]);
  });

  it("is not waited for where no other member is left", async () => {
    await using gone = new FakeMember();
    gone.handle(CommandLog.methods.Read, (request, call) => {
      stopping(1, 1)(request, call);
      void gone.stop();
    });
    await gone.listen();
    const terminal = testTerminal();
    assert.equal(await runCli([`--endpoints=${gone.endpoint}`, "log"], terminal), 1);
    assert.equal(terminal.written(), '{"index":1}\n');
    assert.match(terminal.complained(), /no server can be reached/u);
  });
});
