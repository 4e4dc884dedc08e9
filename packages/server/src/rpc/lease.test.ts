import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CommandKind, LeaseGrantRequest, type LeaseGrantResponse, SessionRegisterCommand, type Id } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { LeaseHandlers } from "./lease.js";
import { ANYBODY, ServedWorld } from "./served-world.test-helper.js";
import type { Caller } from "./reply.js";

/** Grants leases, with ids to choose from where a client asks for none. */
class Scene {
  readonly world = new ServedWorld();
  readonly #handlers: LeaseHandlers;

  constructor(...fresh: Id[]) {
    this.#handlers = new LeaseHandlers({
      served: this.world.served,
      desk: {
        keeper: undefined,
        renew: () => assert.fail("nothing is renewed"),
        secondsLeft: () => assert.fail("nobody asks how long"),
      },
      freshId: () => fresh.shift() ?? assert.fail("no more ids are asked for"),
      renewAtLeader: () => assert.fail("nothing is renewed"),
    });
  }

  /** The id that is answered, or why there is none. */
  grant(ID: Id, caller: Caller = ANYBODY): Id | string {
    const answer = this.world.ask<LeaseGrantResponse>((reply) => {
      this.#handlers.grant(LeaseGrantRequest.create({ ID, TTL: 60 }), caller, reply);
    });
    return answer instanceof Refusal ? answer.error : answer.ID;
  }

  get leases(): readonly Id[] {
    return this.world.served
      .machine()
      .tables.leases.toState()
      .leases.map(({ id }) => id);
  }
}

void describe("a grant", () => {
  it("is of the id that is asked for, however large, and of no other if that is taken", () => {
    const scene = new Scene();
    const largest = 2n ** 63n - 1n;
    assert.equal(scene.grant(7), 7);
    assert.equal(scene.grant(largest), largest);
    assert.equal(scene.grant(7), "leaseExists");
    assert.deepEqual(scene.leases, [7, largest]);
  });

  it("without an id is of one that nobody has", () => {
    const scene = new Scene(8, 7, 8, 9);
    assert.equal(scene.grant(7), 7);
    assert.equal(scene.grant(0), 8);
    assert.equal(scene.grant(0), 9);
    assert.deepEqual(scene.leases, [7, 8, 9]);
  });

  it("without an id, by a session, is told what the session remembers of it", () => {
    const scene = new Scene(7, 8);
    assert.equal(scene.grant(7), 7);
    scene.world.apply(CommandKind.sessionRegister, SessionRegisterCommand.encode({}));
    const command = { session: 1, number: 1, acknowledged: 0 };
    for (let times = 0; times < 2; times++) {
      assert.equal(scene.grant(0, { ...ANYBODY, command }), "leaseExists", "though the second id is free");
    }
    assert.deepEqual(scene.leases, [7]);
  });
});
