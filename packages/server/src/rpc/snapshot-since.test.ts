import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { crc32 } from "node:zlib";
import { CommandKind, CompactionRequest, MemberAddCommand, MemberAnnounceCommand } from "@keyval/api";
import { type SnapshotSinceRequest, SnapshotSinceResponse, statusOf } from "@keyval/api";
import { foundingConfiguration } from "@keyval/raft";
import { verifyBackup, type Outcome, type File, type VerifiedBackup, type LogOutcome } from "@keyval/storage";
import { MemoryDisk } from "@keyval/storage/testing";
import { ServedWorld } from "./served-world.test-helper.js";
import type { SnapshotSession } from "./snapshot.js";
import { SnapshotHandlers } from "./snapshot-since.js";
import { takeIncrement } from "./take-increment.js";

const CLUSTER = "d1cfaf999eb97a2a";
const MEMBER = 2;
const INCARNATION = 2n ** 63n + 1n;
const TERM = 2 ** 33;
const DIGEST = new Uint8Array(32).fill(7);

/** A member with some keys, and a client that has a snapshot of it. */
class Scene {
  readonly world = new ServedWorld();
  readonly sent: Uint8Array[] = [];
  fate = "";
  takesMore = true;
  isInLog = true;
  readonly #later: (() => void)[] = [];

  constructor() {
    this.world.apply(CommandKind.memberAdd, MemberAddCommand.encode({ ID: MEMBER, peerURLs: ["http://own"] }));
    const announced = { ID: MEMBER, name: "own", clientURLs: [], incarnation: INCARNATION };
    this.world.apply(CommandKind.memberAnnounce, MemberAnnounceCommand.encode(announced));
  }

  /** As somebody who saves now would ask later. */
  request(fields: Partial<SnapshotSinceRequest> = {}): SnapshotSinceRequest {
    const { applied: index, revision } = this.world.served.machine();
    return { digest: DIGEST, cluster: CLUSTER, index, revision, incarnations: [INCARNATION], ...fields };
  }

  open(request: SnapshotSinceRequest): SnapshotSession | undefined {
    const group = {
      id: 1,
      termAt: () => (this.isInLog ? TERM : undefined),
      configuration: foundingConfiguration(["2"]),
    };
    const { machine } = this.world.served;
    const later = (run: () => void): void => void this.#later.push(run);
    const tools = { group, machine, crc32, writer: "keyval 0.1.0", cluster: CLUSTER, defer: later };
    const handlers = new SnapshotHandlers({
      takeIncrement: (asked) => takeIncrement(tools, asked),
      createDigest: () => createHash("sha256"),
      later,
    });
    return handlers.since(request, {
      send: (message) => {
        this.sent.push(SnapshotSinceResponse.decode(message).blob.slice());
        return this.takesMore;
      },
      end: () => (this.fate = "ended"),
      fail: (error) => (this.fate = error),
    });
  }

  settle(): void {
    do {
      for (const run of this.#later.splice(0)) run();
      this.world.settle();
    } while (this.#later.length > 0);
  }

  /** All that was sent since, as a file that is as it should be. */
  saved(request: SnapshotSinceRequest): VerifiedBackup {
    this.open(request);
    this.settle();
    assert.equal(this.fate, "ended");
    const turns: (() => void)[] = [];
    const disk = new MemoryDisk(
      (run) => turns.push(run),
      new Map([["file", new Uint8Array(Buffer.concat(this.sent))]]),
    );
    const outcomes: LogOutcome<VerifiedBackup>[] = [];
    disk.open("file", "existing", ({ error, value: file }: Outcome<File>) => {
      assert.ifError(error);
      verifyBackup(file, { crc32, createDigest: () => createHash("sha256") }, (outcome) => outcomes.push(outcome));
    });
    while (outcomes.length === 0) turns.shift()?.();
    const [outcome] = outcomes;
    assert.ifError(outcome?.error);
    assert.ok(outcome?.value !== undefined);
    return outcome.value;
  }
}

void describe("a snapshot of what has changed", () => {
  it("says what it goes on from, and what it makes of that", () => {
    const scene = new Scene();
    scene.world.put("a", "1");
    const request = scene.request();
    scene.world.put("b", "2");
    scene.world.remove("a");
    const { since, manifest, cluster, keys, writer } = scene.saved(request);
    const { revision, hash, applied } = ((machine) => ({
      revision: machine.revision,
      applied: machine.applied,
      hash: { high: machine.tables.keyspace.hash.high, low: machine.tables.keyspace.hash.low },
    }))(scene.world.served.machine());
    assert.deepEqual(since, { digest: DIGEST, revision: request.revision, hash });
    assert.deepEqual([manifest.revision, manifest.index, manifest.term], [revision, applied, TERM]);
    assert.deepEqual([cluster, keys, writer], [CLUSTER, 1, "keyval 0.1.0"]);
  });

  it("is as large as what has changed, however much there is", () => {
    const scene = new Scene();
    for (let i = 0; i < 2_000; i++) scene.world.put(`key ${i}`, "v".repeat(100));
    const request = scene.request();
    for (let i = 0; i < 20; i++) scene.world.put(`key ${i}`, "w".repeat(100));
    const { bytes } = scene.saved(request);
    assert.ok(bytes < 20 * 200 + 4 * 512, `${bytes} bytes`);
  });

  it("goes no faster than its client takes it, in small blobs", () => {
    const scene = new Scene();
    const request = scene.request();
    for (let i = 0; i < 50; i++) scene.world.put(`key ${i}`, "v".repeat(10_000));
    scene.takesMore = false;
    const session = scene.open(request);
    scene.settle();
    const early = scene.sent.length;
    while (scene.fate === "") {
      session?.resume();
      scene.settle();
    }
    assert.deepEqual([early, scene.fate], [1, "ended"]);
    assert.ok(scene.sent.length > 15 && scene.sent.every(({ length }) => length <= 32 * 1024));
  });

  it("ends where what comes next was compacted, or another state took the place of this one", () => {
    const compacted = new Scene();
    const slow = (scene: Scene): SnapshotSession | undefined => {
      const request = scene.request();
      for (let i = 0; i < 50; i++) scene.world.put(`key ${i % 30}`, "v".repeat(10_000));
      scene.takesMore = false;
      const session = scene.open(request);
      scene.settle();
      scene.takesMore = true;
      return session;
    };
    const session = slow(compacted);
    const { revision } = compacted.world.served.machine();
    compacted.world.apply(CommandKind.compact, CompactionRequest.encode({ revision }));
    compacted.world.settle();
    session?.resume();
    compacted.settle();
    assert.equal(compacted.fate, "changesCompacted");

    const replaced = new Scene();
    const other = slow(replaced);
    replaced.world.replace(() => undefined);
    other?.resume();
    replaced.settle();
    assert.equal(replaced.fate, "storeReplaced");
  });

  it("is refused to whoever asks for it by mistake", () => {
    const scene = new Scene();
    const fateOf = (fields: Partial<SnapshotSinceRequest>): string => {
      scene.open(scene.request(fields));
      scene.settle();
      const { fate } = scene;
      scene.fate = "";
      return fate;
    };
    assert.equal(fateOf({}), "ended");
    assert.equal(fateOf({ cluster: "d1cfaf999eb97a2b" }), "otherHistory");
    assert.equal(fateOf({ incarnations: [1] }), "otherHistory");
    assert.equal(fateOf({ revision: 2 ** 53 - 1 }), "behindSnapshot");
    assert.equal(fateOf({ revision: -1 }), "malformedCommand");
    assert.equal(fateOf({ index: -1 }), "malformedCommand");
    assert.equal(fateOf({ digest: new Uint8Array(31) }), "malformedCommand");
    scene.isInLog = false;
    assert.equal(fateOf({}), "storeReplaced");
    assert.match(statusOf("otherHistory").message, /take a whole one$/u);
  });
});
