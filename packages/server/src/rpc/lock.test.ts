import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LockRequest, type LockResponse, type UnlockResponse } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { LockHandlers } from "./lock.js";
import { ANYBODY, bytes, ServedWorld, text } from "./served-world.test-helper.js";

/** A client that asks for the lock `n`. */
class Client {
  answer: LockResponse | Refusal | undefined;
  readonly giveUp: () => void;

  constructor(world: ServedWorld, lease: number) {
    const request = LockRequest.create({ name: bytes("n"), lease });
    this.giveUp = new LockHandlers(world.services).lock(request, ANYBODY, (answer) => {
      assert.equal(this.answer, undefined, "answered once");
      this.answer = answer;
    });
  }

  get key(): string | undefined {
    return this.answer === undefined || this.answer instanceof Refusal ? undefined : text(this.answer.key);
  }
}

function withClients(...leases: number[]): { readonly world: ServedWorld; readonly clients: readonly Client[] } {
  const world = new ServedWorld();
  for (const lease of leases) world.grant(lease);
  const clients = leases.map((lease) => {
    const client = new Client(world, lease);
    world.settle();
    return client;
  });
  return { world, clients };
}

const keysOf = (clients: readonly Client[]): (string | undefined)[] => clients.map(({ key }) => key);

void describe("a lock", () => {
  it("goes to those who ask for it in the order in which they came", () => {
    const { world, clients } = withClients(0x1f, 0x2f, 0x3f);
    assert.deepEqual(keysOf(clients), ["n/1f", undefined, undefined]);
    const unlocked = world.told<UnlockResponse>((reply) => {
      new LockHandlers(world.services).unlock({ key: bytes("n/1f") }, ANYBODY, reply);
    });
    assert.equal(unlocked.header?.revision, 5);
    assert.deepEqual(keysOf(clients), ["n/1f", "n/2f", undefined]);
    world.remove("n/2f");
    world.settle();
    assert.deepEqual(keysOf(clients), ["n/1f", "n/2f", "n/3f"]);
    assert.equal(world.watching.size, 0);
  });

  it("goes on when the lease of who has it ends, and past whoever lost the own one", () => {
    const { world, clients } = withClients(1, 2, 3);
    world.revoke(2);
    world.settle();
    assert.equal(clients[2]?.answer, undefined);
    world.revoke(1);
    world.settle();
    assert.ok(clients[1]?.answer instanceof Refusal);
    assert.equal(clients[1].answer.error, "lockSessionExpired");
    assert.equal(clients[2]?.key, "n/3");
  });

  it("is not waited for by a client that went away, whenever that was", () => {
    const { world, clients } = withClients(1, 2);
    clients[1]?.giveUp();
    world.settle();
    assert.deepEqual(world.keys(), ["n/1"]);
    world.grant(3);
    new Client(world, 3).giveUp();
    world.settle();
    assert.deepEqual(world.keys(), ["n/1"]);
    new Client(world, 0).giveUp();
    world.settle();
    assert.deepEqual(world.keys(), ["n/1"]);
    assert.equal(world.watching.size, 0);
  });

  it("that a client has is not lost when that goes away", () => {
    const { world, clients } = withClients(1);
    clients[0]?.giveUp();
    world.settle();
    assert.deepEqual(world.keys(), ["n/1"]);
  });

  it("is the client's again when it asks twice", () => {
    const { world, clients } = withClients(1, 1);
    assert.deepEqual(keysOf(clients), ["n/1", "n/1"]);
    assert.deepEqual(world.keys(), ["n/1"]);
  });

  it("needs a lease, and makes one for who has none", () => {
    const world = new ServedWorld();
    const without = new Client(world, 77);
    const anew = new Client(world, 0);
    world.settle();
    assert.ok(without.answer instanceof Refusal);
    assert.equal(without.answer.error, "leaseNotFound");
    assert.match(anew.key ?? "", /^n\/[0-9a-f]+$/u);
  });

  it("is found free in the store that took the place of the one that was watched", () => {
    const { world, clients } = withClients(1, 2);
    world.replace(() => {
      world.remove("n/1");
    });
    assert.equal(clients[1]?.key, "n/2");
  });

  it("is still waited for in that store where it is not free", () => {
    const { world, clients } = withClients(1, 2);
    world.replace(() => undefined);
    assert.equal(clients[1]?.answer, undefined);
    world.remove("n/1");
    world.settle();
    assert.equal(clients[1]?.key, "n/2");
  });
});
