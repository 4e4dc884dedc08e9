import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MemberState } from "@keyval/api";
import { NOBODY } from "@keyval/raft";
import { OwnUrls } from "./own-urls.js";

const OWN = "0000000000000001";
const [HERE, THERE] = ["http://here:1", "http://there:1"];
const PLENTY = 1_000;

function member(ID: number, ...peerURLs: readonly string[]): MemberState {
  return { ID, name: "", peerURLs, clientURLs: [], isLearner: false, incarnation: 0, level: 1 };
}

class World {
  leader = NOBODY;
  readonly warned: Readonly<Record<string, unknown>>[] = [];
  readonly urls = new OwnUrls({
    own: OWN,
    advertised: [HERE],
    group: Object.defineProperty({ leader: NOBODY }, "leader", { get: () => this.leader }),
    log: { warn: (_, fields) => void this.warned.push(fields ?? {}) },
  });

  look(times: number, ...members: readonly MemberState[]): number {
    for (let i = 0; i < times; i++) this.urls.look(members);
    return this.warned.length;
  }
}

void describe("where a member is looked for", () => {
  it("is told once, if it hears of no leader and is elsewhere", () => {
    const world = new World();
    assert.equal(world.look(PLENTY, member(1, THERE), member(2, "http://two:1")), 1);
    const [warned] = world.warned;
    assert.deepEqual([warned?.["they look at"], warned?.["its flags say"]], [[THERE], [HERE]]);
    assert.match(String(warned?.["why"]), /kvctl member update 0000000000000001 --peer-urls=http:\/\/here:1"/u);
  });

  it("is nothing to speak of where it is, alone, unknown, or under a leader", () => {
    const other = member(2, THERE);
    assert.equal(new World().look(PLENTY, member(1, THERE, HERE), other), 0);
    assert.equal(new World().look(PLENTY, member(1, THERE)), 0);
    assert.equal(new World().look(PLENTY, other, member(3, HERE)), 0);
    const led = new World();
    led.leader = 2;
    assert.equal(led.look(PLENTY, member(1, THERE), other), 0);
  });

  it("is not told of while elections come and go", () => {
    const world = new World();
    for (let i = 0; i < PLENTY; i++) {
      world.leader = i % 20 === 0 ? 2 : NOBODY;
      assert.equal(world.look(1, member(1, THERE), member(2, THERE)), 0);
    }
  });
});
