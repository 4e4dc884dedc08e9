import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CampaignRequest, ProclaimRequest, ResignRequest } from "@keyval/api";
import type { CampaignResponse, LeaderKey, LeaderResponse, ProclaimResponse, ResignResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { ElectionHandlers } from "./election.js";
import { ANYBODY, bytes, ServedWorld, text } from "./served-world.test-helper.js";

const NAME = bytes("e");

/** A client that wants to lead. */
class Campaign {
  answer: CampaignResponse | Refusal | undefined;
  readonly giveUp: () => void;

  constructor(election: ElectionHandlers, request: CampaignRequest) {
    this.giveUp = election.campaign(request, ANYBODY, (answer) => {
      this.answer = answer;
    });
  }

  get hasWon(): boolean {
    return this.answer !== undefined && !(this.answer instanceof Refusal);
  }
}

class Scene {
  readonly world = new ServedWorld();
  readonly #election = new ElectionHandlers(this.world.services);
  takesMore = true;

  constructor(...leases: number[]) {
    for (const lease of leases) this.world.grant(lease);
  }

  campaign(lease: number, value: string): Campaign {
    const request = CampaignRequest.create({ name: NAME, lease, value: bytes(value) });
    const campaign = new Campaign(this.#election, request);
    this.world.settle();
    return campaign;
  }

  /** Campaigns and wins. */
  elected(lease: number, value: string): LeaderKey {
    const { answer } = this.campaign(lease, value);
    assert.ok(answer !== undefined && !(answer instanceof Refusal) && answer.leader !== undefined);
    return answer.leader;
  }

  proclaim(leader: LeaderKey | undefined, value: string): ProclaimResponse | Refusal {
    return this.world.ask((reply) => {
      this.#election.proclaim(ProclaimRequest.create({ leader, value: bytes(value) }), ANYBODY, reply);
    });
  }

  resign(leader: LeaderKey | undefined): ResignResponse | Refusal {
    return this.world.ask((reply) => {
      this.#election.resign(ResignRequest.create({ leader }), ANYBODY, reply);
    });
  }

  leader(): string {
    const answer = this.world.ask<LeaderResponse>((reply) => {
      this.#election.leader({ name: NAME }, reply);
    });
    return answer instanceof Refusal ? answer.error : text(answer.kv?.value);
  }

  /** What an observer hears, as it hears it. */
  observe(): { readonly heard: string[]; readonly resume: () => void; readonly close: () => void } {
    const heard: string[] = [];
    const observer = this.#election.observe(
      { name: NAME },
      {
        send: ({ kv }) => {
          heard.push(text(kv?.value));
          return this.takesMore;
        },
        failed: ({ error }) => void heard.push(error),
      },
    );
    this.world.settle();
    const resume = (): void => {
      observer.resume();
      this.world.settle();
    };
    return { heard, resume, close: () => observer.close() };
  }
}

function errorOf(answer: unknown): string | undefined {
  return answer instanceof Refusal ? answer.error : undefined;
}

void describe("an election", () => {
  it("is won by one after the other", () => {
    const scene = new Scene(1, 2);
    assert.equal(scene.leader(), "electionNoLeader");
    const first = scene.elected(1, "a");
    assert.deepEqual([text(first.key), first.rev, first.lease], ["e/1", 2, 1]);
    const second = scene.campaign(2, "b");
    assert.equal(second.answer, undefined);
    assert.equal(scene.leader(), "a");
    scene.resign(first);
    scene.world.settle();
    assert.ok(second.hasWon);
    assert.equal(scene.leader(), "b");
  });

  it("lets the leader alone proclaim", () => {
    const scene = new Scene(1, 2);
    const first = scene.elected(1, "a");
    assert.equal(errorOf(scene.proclaim(first, "b")), undefined);
    assert.equal(scene.leader(), "b");
    assert.equal(errorOf(scene.proclaim({ ...first, rev: first.rev + 1 }, "c")), "electionNotLeader");
    assert.equal(errorOf(scene.proclaim(undefined, "c")), "leaderFieldMissing");
    assert.equal(scene.leader(), "b");
    scene.resign(first);
    assert.equal(errorOf(scene.proclaim(first, "c")), "electionNotLeader");
  });

  it("takes back nothing but the claim that is meant", () => {
    const scene = new Scene(1);
    const first = scene.elected(1, "a");
    assert.equal(errorOf(scene.resign({ ...first, rev: first.rev - 1 })), undefined);
    assert.equal(scene.leader(), "a");
    assert.equal(errorOf(scene.resign(undefined)), "leaderFieldMissing");
  });

  it("has a leader say something new when it campaigns again", () => {
    const scene = new Scene(1);
    const first = scene.elected(1, "a");
    assert.equal(scene.elected(1, "b").rev, first.rev);
    assert.equal(scene.leader(), "b");
  });

  it("is not won by who went away, nor by whose lease ended", () => {
    const scene = new Scene(1, 2, 3);
    const first = scene.elected(1, "a");
    const gone = scene.campaign(2, "b");
    const expired = scene.campaign(3, "c");
    gone.giveUp();
    scene.world.revoke(3);
    scene.world.settle();
    assert.deepEqual(scene.world.keys(), ["e/1"]);
    scene.resign(first);
    scene.world.settle();
    assert.equal(gone.answer, undefined);
    assert.equal(errorOf(expired.answer), "electionNotLeader");
    assert.equal(scene.leader(), "electionNoLeader");
  });
});

void describe("an observer of an election", () => {
  it("hears of every leader and of what each proclaims", () => {
    const scene = new Scene(1, 2);
    const { heard, close } = scene.observe();
    assert.deepEqual(heard, []);
    const first = scene.elected(1, "a");
    scene.proclaim(first, "b");
    assert.deepEqual(heard, ["a", "b"]);
    scene.campaign(2, "c");
    assert.deepEqual(heard, ["a", "b"]);
    scene.resign(first);
    scene.world.settle();
    assert.deepEqual(heard, ["a", "b", "c"]);
    close();
    scene.world.put("e/2", "d");
    scene.world.settle();
    assert.deepEqual(heard, ["a", "b", "c"]);
    assert.equal(scene.world.watching.size, 0);
  });

  it("hears of who leads already, and once more in a store that took the place of another", () => {
    const scene = new Scene(1);
    const first = scene.elected(1, "a");
    const { heard } = scene.observe();
    scene.world.replace(() => {
      scene.world.put("e/1", "b");
    });
    assert.deepEqual(heard, ["a", "b"]);
    scene.proclaim(first, "c");
    assert.deepEqual(heard, ["a", "b", "c"]);
  });

  it("is not sent more than it takes", () => {
    const scene = new Scene(1);
    const first = scene.elected(1, "a");
    scene.takesMore = false;
    const { heard, resume } = scene.observe();
    scene.proclaim(first, "b");
    assert.deepEqual(heard, ["a"]);
    resume();
    assert.deepEqual(heard, ["a", "b"]);
  });
});
