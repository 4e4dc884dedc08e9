import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, SessionRegisterCommand } from "@keyval/api";
import { LeaderDuties } from "./leader-duties.js";
import { ServedWorld } from "./served-world.test-helper.js";

/** A member that leads while it can tell lease time. */
class Scene {
  readonly world = new ServedWorld();
  readonly desk: { time: number | undefined } = { time: undefined };
  readonly submitted: CommandKind[] = [];
  readonly #duties: LeaderDuties;

  constructor() {
    const { submissions, machine } = this.world.served;
    this.#duties = new LeaderDuties({
      submissions: {
        submitAsLeader: (header, body, done) => {
          this.submitted.push(header.kind as CommandKind);
          submissions.submit(header, body, done);
        },
      },
      desk: this.desk,
      machine,
      clusterVersion: "3.7.0",
    });
  }

  tend(time: number | undefined): void {
    this.desk.time = time;
    this.#duties.tend();
  }

  get tables(): ReturnType<ServedWorld["served"]["machine"]>["tables"] {
    return this.world.served.machine().tables;
  }
}

void describe("the duties of who leads", () => {
  it("are to decide the cluster's version, once", () => {
    const scene = new Scene();
    scene.tend(0);
    scene.tend(0);
    assert.deepEqual(scene.submitted, [CommandKind.clusterVersion]);
    scene.world.settle();
    assert.equal(scene.tables.versions.clusterVersion, "3.7.0");
    scene.tend(0);
    assert.deepEqual(scene.submitted, [CommandKind.clusterVersion]);
  });

  it("are to end the sessions that nobody used for a minute", () => {
    const scene = new Scene();
    scene.tend(0);
    scene.world.settle();
    const start = 2 ** 33;
    scene.world.apply(CommandKind.sessionRegister, SessionRegisterCommand.encode({ time: start }));
    scene.world.apply(CommandKind.sessionRegister, SessionRegisterCommand.encode({ time: start + 1_000 }));
    scene.tend(start + 59_999);
    scene.world.settle();
    assert.equal(scene.tables.sessions.size, 2);
    scene.tend(start + 60_000);
    scene.world.settle();
    assert.equal(scene.tables.sessions.size, 1);
  });

  it("are nobody's who does not lead", () => {
    const scene = new Scene();
    scene.tend(undefined);
    assert.deepEqual(scene.submitted, []);
  });
});
