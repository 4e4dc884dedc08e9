import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, SessionRegisterCommand } from "@keyval/api";
import { ServedWorld } from "./served-world.test-helper.js";
import { SessionReaper } from "./session-reaper.js";

const START = 2 ** 33;

/** A member that leads while it can tell lease time, with two sessions that began a second apart. */
class Scene {
  readonly world = new ServedWorld();
  readonly submitted: CommandKind[] = [];
  readonly #desk: { time: number | undefined } = { time: undefined };
  readonly #reaper: SessionReaper;

  constructor() {
    const { submissions, machine } = this.world.served;
    this.#reaper = new SessionReaper({
      submissions: {
        submitAsLeader: (header, body, done) => {
          this.submitted.push(header.kind as CommandKind);
          submissions.submit(header, body, done);
        },
      },
      desk: this.#desk,
      machine,
    });
    for (const time of [START, START + 1_000])
      this.world.apply(CommandKind.sessionRegister, SessionRegisterCommand.encode({ time }));
  }

  tend(time: number | undefined): void {
    this.#desk.time = time;
    this.#reaper.tend();
  }

  get sessions(): number {
    return this.world.served.machine().tables.sessions.size;
  }
}

void describe("the reaper of sessions", () => {
  it("ends those that nobody used for a minute, once", () => {
    const scene = new Scene();
    scene.tend(START + 59_999);
    assert.deepEqual(scene.submitted, []);
    scene.tend(START + 60_000);
    scene.tend(START + 60_000);
    assert.deepEqual(scene.submitted, [CommandKind.sessionExpire]);
    scene.world.settle();
    assert.equal(scene.sessions, 1);
    scene.tend(START + 61_000);
    scene.world.settle();
    assert.equal(scene.sessions, 0);
  });

  it("leaves it to the one that leads", () => {
    const scene = new Scene();
    scene.tend(undefined);
    assert.deepEqual(scene.submitted, []);
  });
});
