import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  CommandKind,
  type Id,
  LeaseGrantRequest,
  type LeaseGrantResponse,
  type LeaseLeasesResponse,
  LeaseTimeToLiveRequest,
  type LeaseTimeToLiveResponse,
  PutRequest,
  SessionRegisterCommand,
} from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { LeaseHandlers } from "./lease.js";
import { LISTED_PER_STEP } from "./limits.js";
import { ANYBODY, bytes, ServedWorld, text } from "./served-world.test-helper.js";
import type { Caller } from "./reply.js";

/** Grants leases, with ids to choose from where a client asks for none. */
class Scene {
  readonly world = new ServedWorld();
  /** That an answer was not made at once for. */
  turns = 0;
  readonly #handlers: LeaseHandlers;

  constructor(...fresh: Id[]) {
    this.#handlers = new LeaseHandlers({
      served: this.world.served,
      desk: { secondsLeft: () => 50 },
      renewals: { renew: () => assert.fail("nothing is renewed") },
      freshId: () => fresh.shift() ?? assert.fail("no more ids are asked for"),
      later: (run) => {
        this.turns += 1;
        run();
      },
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
    return [...this.world.served.machine().tables.leases.ids()];
  }

  list(): readonly Id[] {
    const answer = this.world.ask<LeaseLeasesResponse>((reply) => {
      this.#handlers.leases(reply);
    });
    assert.ok(!(answer instanceof Refusal));
    return answer.leases.map(({ ID }) => ID);
  }

  keysOf(ID: Id): readonly string[] {
    const answer = this.world.ask<LeaseTimeToLiveResponse>((reply) => {
      this.#handlers.timeToLive(LeaseTimeToLiveRequest.create({ ID, keys: true }), reply);
    });
    assert.ok(!(answer instanceof Refusal));
    return answer.keys.map(text);
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

void describe("a list", () => {
  it("of a few leases, or of the keys of one, is made at once", () => {
    const scene = new Scene();
    for (const id of [9, 7, 8]) scene.grant(id);
    for (const key of ["b", "a"]) put(scene, key, 7);
    assert.deepEqual(
      [scene.list().toSorted(), scene.keysOf(7).toSorted(), scene.keysOf(8)],
      [[7, 8, 9], ["a", "b"], []],
    );
    assert.equal(scene.turns, 0);
  });

  it("of many is made in many turns, and is what there was in the first", () => {
    const scene = new Scene();
    const ids = Array.from({ length: 3 * LISTED_PER_STEP + 1 }, (_, i) => i + 1);
    for (const id of ids) scene.world.grant(id);
    for (const id of ids) put(scene, String(id), 7);
    assert.deepEqual(scene.list(), ids);
    assert.equal(scene.turns, 3);
    assert.deepEqual(scene.keysOf(7), ids.map(String));
    assert.equal(scene.turns, 6);
  });
});

function put({ world }: Scene, key: string, lease: Id): void {
  world.apply(CommandKind.put, PutRequest.encode({ key: bytes(key), value: bytes("v"), lease }));
}
