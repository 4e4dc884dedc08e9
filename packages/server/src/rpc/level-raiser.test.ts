import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, MemberAddCommand, MemberAnnounceCommand } from "@keyval/api";
import { initialConfiguration, type Configuration } from "@keyval/raft";
import type { Members } from "@keyval/statemachine";
import { hexOfId } from "./hex-id.js";
import { LevelRaiser } from "./level-raiser.js";
import { ServedWorld } from "./served-world.test-helper.js";

/** A member that leads, unless the test says otherwise, and applies what it submits when the world is settled. */
class Scene {
  readonly world = new ServedWorld();
  readonly submitted: number[] = [];
  readonly group: { isLeader: boolean; configuration: Configuration };
  readonly #raiser: LevelRaiser;

  constructor(...voters: readonly number[]) {
    const hosts = voters.map((ID, i) => ({ id: i + 1, member: hexOfId(ID), incarnation: "" }));
    this.group = { isLeader: true, configuration: initialConfiguration(hosts) };
    const { submissions } = this.world.served;
    this.#raiser = new LevelRaiser({
      group: this.group,
      members: () => this.members,
      submissions: {
        submitAsLeader: (header, body, done) => {
          this.submitted.push(header.kind);
          submissions.submit(header, body, done);
        },
      },
    });
  }

  get members(): Members {
    return this.world.served.machine().tables.members;
  }

  add(...ids: readonly number[]): void {
    for (const ID of ids) {
      this.world.apply(CommandKind.memberAdd, MemberAddCommand.encode({ ID, peerURLs: [`http://m${ID}`] }));
    }
  }

  announce(ID: number, level: number): void {
    this.world.apply(CommandKind.memberAnnounce, MemberAnnounceCommand.encode({ ID, level }));
  }

  tend(): void {
    this.#raiser.tend();
  }
}

void describe("the level of a cluster", () => {
  it("is not raised as long as a member has not said that it is as far", () => {
    const scene = new Scene(1, 2);
    scene.add(1, 2);
    scene.announce(1, 2);
    scene.tend();
    assert.deepEqual(scene.submitted, []);
  });

  it("is raised once, by the leader, above which this program does not go", () => {
    const scene = new Scene(1, 2);
    scene.add(1, 2);
    scene.announce(1, 3);
    scene.announce(2, 2);
    scene.group.isLeader = false;
    scene.tend();
    assert.deepEqual(scene.submitted, []);
    scene.group.isLeader = true;
    scene.tend();
    scene.tend();
    assert.deepEqual(scene.submitted, [CommandKind.clusterLevel]);
    assert.throws(() => {
      scene.world.settle();
    }, /^UpgradeNeeded: the cluster is at level 2/);
  });

  it("waits for the consensus to be rid of who was removed", () => {
    const scene = new Scene(1, 2);
    scene.add(1);
    scene.announce(1, 2);
    scene.tend();
    assert.deepEqual(scene.submitted, []);
    const [own] = scene.group.configuration.hosts;
    scene.group.configuration = initialConfiguration(own === undefined ? [] : [own]);
    scene.tend();
    assert.deepEqual(scene.submitted, [CommandKind.clusterLevel]);
  });
});
