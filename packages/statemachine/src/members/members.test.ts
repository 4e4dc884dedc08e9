import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import type { Digest } from "../hash/digest.js";
import { Members } from "./members.js";

const halves = ({ high, low }: Digest): Digest => ({ high, low });
const HUGE = 2n ** 64n - 1n;

const invited = (ID: number | bigint, isLearner = false) => ({ ID, peerURLs: [`http://m${ID}:2380`], isLearner });
const announcement = (ID: number | bigint, incarnation: number | bigint = 7, level = 1) => ({
  ID,
  name: `m${ID}`,
  clientURLs: [`http://m${ID}:2379`],
  incarnation,
  level,
});

void describe("Members", () => {
  void it("have neither name nor client URLs until they announce themselves", () => {
    const members = new Members();
    members.add(invited(HUGE));
    const { peerURLs } = invited(HUGE);
    const unstarted = { ID: HUGE, name: "", peerURLs, clientURLs: [], isLearner: false, incarnation: 0, level: 0 };
    assert.deepEqual(members.get(HUGE), unstarted);
    assert.equal(members.announce(announcement(HUGE)), undefined);
    assert.deepEqual(members.get(HUGE), { ...unstarted, ...announcement(HUGE) });
  });

  void it("are told apart by id and by peer URLs, with one learner at most", () => {
    const members = new Members();
    members.add(invited(1));
    assert.equal(members.add(invited(1)), "memberExists");
    assert.equal(members.add({ ...invited(2), peerURLs: ["http://other:2380", "http://m1:2380"] }), "peerUrlExists");
    assert.equal(members.add(invited(2, true)), undefined);
    assert.equal(members.add(invited(3, true)), "tooManyLearners");
    assert.equal(members.add(invited(3)), undefined);
    assert.equal(members.updatePeerUrls(3, ["http://m1:2380"]), "peerUrlExists");
    assert.equal(members.updatePeerUrls(3, ["http://m3:2380", "http://new:2380"]), undefined);
    assert.equal(members.updatePeerUrls(4, []), "memberNotFound");
  });

  void it("a learner is promoted by a promotion alone, not by new URLs", () => {
    const members = new Members();
    members.add(invited(1, true));
    members.updatePeerUrls(1, ["http://new:2380"]);
    members.announce(announcement(1));
    assert.equal(members.get(1)?.isLearner, true);
    assert.equal(members.promote(1), undefined);
    assert.equal(members.get(1)?.isLearner, false);
    assert.equal(members.promote(1), "memberNotLearner");
    assert.equal(members.promote(2), "memberNotFound");
  });

  void it("one that was removed does not come back by announcing itself", () => {
    const members = new Members();
    members.add(invited(1));
    members.announce(announcement(1));
    assert.equal(members.remove(1), undefined);
    assert.equal(members.announce(announcement(1)), "memberNotFound");
    assert.equal(members.remove(1), "memberNotFound");
    assert.equal(members.add(invited(1)), "memberNotFound", "nor by being added under its id");
    assert.deepEqual(members.toState(), { members: [], removedMembers: [1], level: 0 });
    assert.deepEqual([members.isRemoved(1), members.isRemoved(2)], [true, false]);
  });

  void it("one that lost its disk does not come back under its old id", () => {
    const members = new Members();
    members.add(invited(1));
    members.announce(announcement(1, HUGE));
    const before = members.toState();
    assert.equal(members.announce({ ...announcement(1, HUGE - 1n), name: "new" }), "memberExists");
    assert.deepEqual(members.toState(), before);
    assert.equal(members.announce({ ...announcement(1, HUGE), name: "new" }), undefined);
    assert.equal(members.get(1)?.name, "new");
  });

  void it("raise the cluster's level once all of them have it, and never lower it", () => {
    const members = new Members();
    assert.equal(members.lowestLevel, 1, "there is nobody yet");
    members.add(invited(1));
    members.add(invited(2, true));
    members.announce(announcement(1, 7, 5));
    assert.deepEqual([members.lowestLevel, members.raiseLevel(2)], [1, "awaitsUpgrade"]);
    members.announce(announcement(2, 7, 3));
    assert.deepEqual([members.level, members.lowestLevel], [1, 3]);
    assert.deepEqual([members.raiseLevel(4), members.level], ["awaitsUpgrade", 1]);
    assert.deepEqual([members.raiseLevel(3), members.level], [undefined, 3]);
    assert.deepEqual([members.raiseLevel(2), members.level], [undefined, 3]);
    members.add(invited(3));
    assert.deepEqual([members.level, members.lowestLevel, members.raiseLevel(4)], [3, 1, "awaitsUpgrade"]);
  });

  void it("take nobody back whose program does not know what is in use", () => {
    const members = new Members();
    members.add(invited(1));
    members.announce(announcement(1, 7, 4));
    members.announce(announcement(1, 7, 3));
    members.raiseLevel(3);
    const before = members.toState();
    for (const level of [0, 1, 2]) assert.equal(members.announce(announcement(1, 7, level)), "memberTooOld");
    assert.deepEqual(members.toState(), before);
    assert.equal(members.announce(announcement(1, 7, 2 ** 40)), undefined);
    assert.deepEqual([members.level, members.lowestLevel], [3, 2 ** 40]);
  });

  void it("are the same after they were written and read, however they came about", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const random = new SeededRandom(seed);
      const members = new Members();
      const id = () => random.pick([1, 2, 3, 4, 5, 6, HUGE]);
      for (let i = 0; i < 40; i++) {
        random.pick([
          () => members.add(invited(id(), random.once(2))),
          () => members.announce(announcement(id(), random.pick([7, 8]), random.pick([0, 1, 2, 3]))),
          () => members.raiseLevel(random.pick([1, 2, 3])),
          () => members.updatePeerUrls(id(), [`http://m${id()}:2380`]),
          () => members.promote(id()),
          () => members.remove(id()),
        ])();
      }
      const restored = Members.fromState(members.toState());
      assert.deepEqual(restored.toState(), members.toState());
      assert.deepEqual(halves(restored.hash), halves(members.hash));
      assert.deepEqual(halves(restored.levelsHash), halves(members.levelsHash));
      assert.deepEqual(halves(members.recomputedHash()), halves(members.hash));
      const urls = members.list().flatMap(({ peerURLs }) => peerURLs);
      assert.equal(new Set(urls).size, urls.length);
      assert.ok(members.list().filter(({ isLearner }) => isLearner).length <= 1);
    }
  });
});
