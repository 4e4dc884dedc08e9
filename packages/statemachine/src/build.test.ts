import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ClusterLevelCommand,
  CommandKind,
  type EntryHeader,
  type Init,
  MemberAddCommand,
  MemberAnnounceCommand,
  PutRequest,
  SmallState,
} from "@keyval/api";
import { type Build, thisBuild } from "./build.js";
import { readState } from "./checkpoint/read-state.js";
import { UpgradeNeeded } from "./checkpoint/upgrade-needed.js";
import { Dice } from "./model/dice.test-helper.js";
import { MachineWorld } from "./model/machine-world.test-helper.js";
import { NEXT_KIND, nextBuild } from "./model/next-build.js";
import { randomLog } from "./model/random-log.test-helper.js";
import { Refusal } from "./refusal.js";
import type { Result } from "./result.js";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const PUT = PutRequest.encode({ key: bytes("key"), value: bytes("value") });

const told = (result: Result): string => (result instanceof Refusal ? result.error : "done");

/** Members whose programs may differ, each with a state machine of its own, all of which apply the same log. */
class Cluster {
  readonly machines: readonly MachineWorld[];

  constructor(...builds: readonly Build[]) {
    this.machines = builds.map((build) => new MachineWorld({ build, engine: "bitcask" }));
  }

  /** What all of them were told, which are of one mind afterwards. */
  apply(kind: number, body: Uint8Array, fields: Partial<EntryHeader> = {}): string {
    const [first, ...others] = this.machines.map((world) => {
      const answer = told(world.apply(kind as CommandKind, body, 0, fields).result);
      const { high, low } = world.machine.hash;
      return { answer, high, low, level: world.machine.tables.members.level };
    });
    assert.ok(first !== undefined);
    for (const other of others) assert.deepEqual(other, first);
    return first.answer;
  }

  announce(member: Init<MemberAnnounceCommand>): string {
    return this.apply(CommandKind.memberAnnounce, MemberAnnounceCommand.encode(member));
  }

  raise(level: number): string {
    return this.apply(CommandKind.clusterLevel, ClusterLevelCommand.encode({ level }));
  }
}

/** One machine stays as it is; the other runs the next build from the start. Both members have not said so yet. */
function mixed(): Cluster {
  const cluster = new Cluster(thisBuild, nextBuild);
  for (const ID of [1, 2]) {
    cluster.apply(CommandKind.memberAdd, MemberAddCommand.encode({ ID, peerURLs: [`http://m${ID}`] }));
  }
  return cluster;
}

/** The same when both say that they could do more. */
function ready(): Cluster {
  const cluster = mixed();
  for (const ID of [1, 2]) cluster.announce({ ID, level: nextBuild.level });
  return cluster;
}

void describe("members with different programs", () => {
  it("do alike and hash alike, whatever the log brings, while one of them is older", () => {
    for (let seed = 0; seed < 5; seed++) {
      const cluster = mixed();
      cluster.announce({ ID: 1, level: thisBuild.level });
      cluster.announce({ ID: 2, level: nextBuild.level });
      const dice = new Dice(seed);
      for (const { header, body } of randomLog(seed)) {
        cluster.apply(header.kind, body, header);
        if (dice.chance(1, 10)) assert.equal(cluster.apply(NEXT_KIND, PUT), "awaitsUpgrade");
        if (dice.chance(1, 10)) assert.equal(cluster.raise(nextBuild.level), "awaitsUpgrade");
        if (dice.chance(1, 20)) dice.pick(cluster.machines).checkpoint();
        if (dice.chance(1, 20)) dice.pick(cluster.machines).restart(dice.pick([thisBuild, nextBuild]));
      }
    }
  });

  it("go on to the next level together, and hash more from the same command on", () => {
    const cluster = ready();
    for (const world of cluster.machines) world.restart(nextBuild);
    assert.equal(cluster.apply(NEXT_KIND, PUT), "awaitsUpgrade");
    assert.equal(cluster.raise(nextBuild.level), "done");
    const [world] = cluster.machines;
    assert.ok(world !== undefined);
    const { high, low } = world.machine.hash;
    const before = new MachineWorld({ build: { ...nextBuild, hashedParts: thisBuild.hashedParts } });
    for (const { header, body } of world.log) before.apply(header.kind as CommandKind, body);
    assert.notDeepEqual([before.machine.hash.high, before.machine.hash.low], [high, low]);
    assert.equal(cluster.apply(NEXT_KIND, PUT), "done");
    assert.equal(world.machine.tables.keyspace.size, 1);
    for (const world of cluster.machines) world.restart();
    assert.equal(cluster.apply(CommandKind.put, PUT), "done");
    world.checkpoint();
    world.restart();
    assert.equal(cluster.apply(NEXT_KIND, PUT), "done");
  });

  it("stop where the cluster goes on to what they do not know", () => {
    const [old] = ready().machines;
    const body = ClusterLevelCommand.encode({ level: nextBuild.level });
    assert.throws(() => old?.apply(CommandKind.clusterLevel, body), UpgradeNeeded);
  });

  it("do not open what a newer one left behind", () => {
    const [, world] = ready().machines;
    assert.ok(world !== undefined);
    world.apply(CommandKind.clusterLevel, ClusterLevelCommand.encode({ level: nextBuild.level }));
    world.checkpoint();
    assert.throws(() => {
      world.restart(thisBuild);
    }, /^UpgradeNeeded: the cluster is at level 2, and this version understands no more than level 1: start a newer one$/);
  });

  it("read a state up to their own level, and what has none as of the first", () => {
    for (const level of [0, 1, 2 ** 40]) {
      assert.deepEqual(readState(SmallState.encode({ level }), 2 ** 40), SmallState.create({ level }));
    }
    assert.ok(readState(SmallState.encode({ level: 2 ** 40 }), 2 ** 40 - 1) instanceof UpgradeNeeded);
  });
});

void describe("this build", () => {
  it("has a handler for every kind, with a level that is not above its own", () => {
    for (const kind of Object.values(CommandKind)) {
      assert.ok((thisBuild.commandLevels[kind] ?? Infinity) <= thisBuild.level, `kind ${kind}`);
      assert.ok(thisBuild.handlers[kind] !== undefined, `kind ${kind}`);
    }
  });
});
