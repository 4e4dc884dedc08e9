import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ErrorName } from "@keyval/api";
import type { StateMachine } from "@keyval/statemachine";
import { announce } from "./announce.js";
import { ServedWorld } from "./served-world.test-helper.js";

const SELF = { ID: 2 ** 52 - 1, name: "one", clientURLs: ["http://localhost:2379"], incarnation: 2 ** 32 };
const FOUNDER = { ID: 2, peerURLs: ["http://localhost:2480"], isLearner: false };

/** What a member is answered that announces itself with another version of the program. */
function announced(world: ServedWorld, clusterVersion: string, announcement = SELF): (ErrorName | undefined)[] {
  const { submissions } = world.served;
  const options = { announcement, peerURLs: ["http://localhost:2380"], founders: [FOUNDER], clusterVersion };
  const answers: (ErrorName | undefined)[] = [];
  announce(
    { submissions, later: setImmediate, versions: () => tablesOf(world).versions, ...options },
    (refusal) => void answers.push(refusal),
  );
  world.settle();
  return answers;
}

function tablesOf(world: ServedWorld): StateMachine["tables"] {
  return world.served.machine().tables;
}

void describe("an announcement", () => {
  it("tells who takes part, and decides the cluster's version before anybody is served", () => {
    const world = new ServedWorld();
    assert.deepEqual(announced(world, "3.7.0"), [undefined]);
    const { members, versions } = tablesOf(world);
    assert.deepEqual(
      members.list().map(({ ID, name }) => [ID, name]),
      [
        [FOUNDER.ID, ""],
        [SELF.ID, "one"],
      ],
    );
    assert.equal(versions.clusterVersion, "3.7.0");
  });

  it("leaves the version that was decided before", () => {
    const world = new ServedWorld();
    announced(world, "3.6.0");
    assert.deepEqual(announced(world, "3.7.0"), [undefined]);
    assert.equal(tablesOf(world).versions.clusterVersion, "3.6.0");
  });

  it("is refused to one that lost its disk", () => {
    const world = new ServedWorld();
    announced(world, "3.7.0");
    assert.deepEqual(announced(world, "3.7.0", { ...SELF, incarnation: 7 }), ["memberExists"]);
  });
});
