import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlarmType, CommandKind, CompactionRequest, type Id, LeaseGrantCommand, PutRequest } from "@keyval/api";
import { Refusal } from "@keyval/statemachine";
import { ANYBODY, bytes, ServedWorld } from "./served-world.test-helper.js";

/** A member with a quota. */
class Scene {
  readonly world: ServedWorld;

  constructor(quotaBytes: number) {
    this.world = new ServedWorld(quotaBytes);
  }

  /** What the client of a put is told: nothing if it was done. */
  put(key: string, valueBytes: number): string | undefined {
    const request = PutRequest.create({ key: bytes(key), value: new Uint8Array(valueBytes) });
    const body = PutRequest.encode(request);
    const answer = this.world.ask((reply) => {
      this.world.services.kv.put(request, body, ANYBODY, reply);
    });
    return answer instanceof Refusal ? answer.error : undefined;
  }

  /** How many puts under one key are done until one is refused. */
  fill(valueBytes: number): number {
    let done = 0;
    while (this.put("a", valueBytes) === undefined) done += 1;
    return done;
  }

  get alarms(): readonly Id[] {
    return this.world.served
      .machine()
      .tables.alarms.get(AlarmType.NOSPACE)
      .map(({ memberID }) => memberID);
  }

  compactAll(): void {
    const { revision } = this.world.served.machine();
    this.world.apply(CommandKind.compact, CompactionRequest.encode({ revision }));
    this.world.settle();
  }

  tend(): void {
    this.world.served.quota.tend();
    this.world.settle();
  }
}

void describe("a quota", () => {
  it("of 53,248 bytes takes small puts, refuses larger ones soon, and takes them again once there is room", () => {
    const scene = new Scene(53_248);
    for (let i = 0; i < 10; i++) assert.equal(scene.put(`key ${i}`, 10), undefined);
    assert.deepEqual(scene.alarms, []);
    const done = scene.fill(4_096);
    assert.ok(done > 5 && done < 13, `${done}`);
    assert.deepEqual(scene.alarms, [2], "the member that was asked raises the alarm");
    scene.compactAll();
    scene.tend();
    assert.deepEqual(scene.alarms, [], "it is cleared without being asked to");
    assert.equal(scene.put("a", 4_096), undefined);
  });

  it("of 5,120 bytes works as well", () => {
    const scene = new Scene(5_120);
    assert.equal(scene.put("a", 10), undefined);
    assert.ok(scene.fill(1_000) > 0);
    assert.deepEqual(scene.alarms, [2]);
    scene.compactAll();
    scene.tend();
    assert.equal(scene.put("a", 1_000), undefined);
  });

  it("that is used up refuses every put and lease, whatever its size, and lets go what makes room", () => {
    const scene = new Scene(5_120);
    scene.fill(1_000);
    assert.equal(scene.put("b", 0), "noSpace");
    const lease = LeaseGrantCommand.encode({ ID: 5, TTL: 60 });
    const { result } = scene.world.apply(CommandKind.leaseGrant, lease);
    assert.ok(result instanceof Refusal);
    assert.equal(result.error, "noSpace");
    const { revision } = scene.world.served.machine();
    scene.world.remove("a");
    assert.equal(scene.world.served.machine().revision, revision + 1);
  });

  it("is not said to have room again before a twentieth of it is free", () => {
    const scene = new Scene(53_248);
    scene.fill(1_000);
    scene.tend();
    assert.deepEqual(scene.alarms, [2]);
  });
});
