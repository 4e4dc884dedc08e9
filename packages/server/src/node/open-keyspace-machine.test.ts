import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crc32 } from "node:zlib";
import { bareHeader, ClusterLevelCommand, CommandKind, encodeEntry, MemberAddCommand, PutRequest } from "@keyval/api";
import { MemberAnnounceCommand } from "@keyval/api";
import { initialConfiguration, type Snapshot } from "@keyval/raft";
import { thisBuild, UpgradeNeeded } from "@keyval/statemachine";
import { nextBuild } from "@keyval/statemachine/model";
import { VolatileDisk } from "@keyval/storage";
import { completed } from "@keyval/storage/disk-node";
import type { EngineMachine, KeyspaceStore } from "./index.js";
import { openKeyspaceMachine } from "./open-keyspace-machine.js";

const configuration = initialConfiguration([{ id: 1, member: "1", incarnation: "" }]);
const NOTHING: Snapshot = { index: 0, term: 0, configuration };
const later = (run: () => void): void => void setImmediate(run);

type Machine = EngineMachine<KeyspaceStore>;

/** A member's disk, on which one program runs after the other. */
class Home {
  readonly #disk = new VolatileDisk(later);
  #machine: Machine | undefined;

  /** The log says that this snapshot took its place. */
  async open(build = thisBuild, logSnapshot = NOTHING): Promise<Machine> {
    const [fileBytes, writer] = [2 ** 20, "test"];
    const engine = { disk: this.#disk, directory: "engine", crc32, random: () => 1, now: () => 0, defer: later };
    const keyspace = { later, endOfTurn: later, appliedElsewhere: () => undefined, cacheBytes: 0, readsNow: 0, build };
    const options = { engine: { ...engine, fileBytes, writer }, keyspace, snapshots: "received", group: 1 };
    const beginning = { logSnapshot, origin: 0 };
    const machine = await completed<Machine>((done) =>
      openKeyspaceMachine({ ...options, became: () => undefined }, beginning, done),
    );
    this.#machine = machine;
    return machine;
  }

  async close(): Promise<void> {
    await completed((done) => this.#machine?.close(done));
  }
}

/** A member of a cluster of one that runs the next build, and has raised the cluster to its level. */
async function raised(): Promise<{ readonly machine: Machine; readonly snapshot: Snapshot }> {
  const machine = await new Home().open(nextBuild);
  const { level } = nextBuild;
  const commands = [
    [CommandKind.memberAdd, MemberAddCommand.encode({ ID: 1, peerURLs: ["http://m1"] })],
    [CommandKind.memberAnnounce, MemberAnnounceCommand.encode({ ID: 1, level })],
    [CommandKind.clusterLevel, ClusterLevelCommand.encode({ level })],
    [CommandKind.put, PutRequest.encode({ key: Uint8Array.of(1) })],
  ] as const;
  for (const [i, [kind, body]] of commands.entries()) {
    machine.apply({ index: i + 1, term: 1, kind: "command", payload: encodeEntry(bareHeader(kind), body) });
  }
  assert.equal(machine.store.machine.tables.members.level, level);
  const snapshot = { index: commands.length, term: 1, configuration };
  await completed((done) => machine.save(snapshot, done));
  return { machine, snapshot };
}

/** Brings a snapshot from one member to another; counts what is fetched of its files. */
async function send(from: Machine, to: Machine, snapshot: Snapshot): Promise<number> {
  const { index } = snapshot;
  const read = (file: number, position: number): Promise<Uint8Array> =>
    completed<{ readonly bytes: Uint8Array }>((done) =>
      from.read({ index, file, position, bytesMax: 2 ** 20 }, done),
    ).then(({ bytes }) => bytes);
  let fetched = 0;
  const fetch: Parameters<Machine["receive"]>[0]["fetch"] = (file, position, done) => {
    fetched += 1;
    void read(file + 1, position).then((value) => done({ error: undefined, value }));
  };
  const manifest = await read(0, 0);
  await completed((done) => to.receive({ snapshot, manifest, fetch }, done));
  return fetched;
}

void describe("a snapshot of a cluster that is ahead of a program", () => {
  it("is not fetched by it, and leaves its state as it was", async () => {
    const { machine, snapshot } = await raised();
    const old = await new Home().open();
    await assert.rejects(send(machine, old, snapshot), UpgradeNeeded);
    assert.deepEqual([old.applied, old.isInstalling], [0, false]);
    const next = await new Home().open(nextBuild);
    assert.ok((await send(machine, next, snapshot)) > 0);
  });

  it("that was fetched by the next one stays for that one, if the older one is started before it is in force", async () => {
    const { machine, snapshot } = await raised();
    const home = new Home();
    await send(machine, await home.open(nextBuild), snapshot);
    await home.close();
    for (let i = 0; i < 2; i++) await assert.rejects(home.open(thisBuild, snapshot), UpgradeNeeded);
    const next = await home.open(nextBuild, snapshot);
    assert.deepEqual([next.applied, next.store.keyCount], [snapshot.index, 1]);
  });
});
