import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import type { Id } from "@keyval/api";
import { Leases } from "./leases.js";
import { EXPIRED_KEYS_MAX, EXPIRIES_MAX, LEASE_TIME_MAX } from "./limits.js";

const TERM = 7;
const bytes = (...codes: number[]): Uint8Array => Uint8Array.from(codes);

function withLease(id: Id, ttl: number, time = 0): Leases {
  const leases = new Leases();
  assert.deepEqual(leases.grant(id, ttl, time), { ttl });
  return leases;
}

void describe("granting a lease", () => {
  it("never grants less than two seconds, and takes a TTL of 0", () => {
    for (const ttl of [-5, 0, 1, 2]) assert.deepEqual(new Leases().grant(1, ttl, 0), { ttl: 2 });
    assert.deepEqual(new Leases().grant(1, 3, 0), { ttl: 3 });
  });

  it("grants 9,000,000,000 seconds and not one more", () => {
    const leases = new Leases();
    assert.deepEqual(leases.grant(1, 9_000_000_001, 0), { error: "leaseTtlTooLarge" });
    assert.deepEqual(leases.grant(1, Number.MAX_SAFE_INTEGER, 0), { error: "leaseTtlTooLarge" });
    assert.equal(leases.size, 0);
    assert.deepEqual(leases.grant(1, 9_000_000_000, LEASE_TIME_MAX), { ttl: 9_000_000_000 });
    assert.equal(leases.timeToLive(1, LEASE_TIME_MAX), 9_000_000_000);
  });

  it("refuses an id that is there, and one that nobody chose", () => {
    const leases = withLease(5, 60);
    assert.deepEqual(leases.grant(5, 10, 1_000), { error: "leaseExists" });
    assert.deepEqual(leases.grant(0, 10, 1_000), { error: "leaseNotFound" });
    assert.deepEqual(leases.get(5), { id: 5, ttl: 60, deadline: 60_000 });
    assert.equal(leases.time, 0, "a refused command changes nothing");
  });

  it("tells ids apart up to 2^63, negative ones too", () => {
    const leases = new Leases();
    const ids: Id[] = [-(2n ** 63n), -1, 1, 2 ** 53 - 1, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 2n, 2n ** 63n - 1n];
    for (const id of ids.toReversed()) leases.grant(id, 10, 0);
    assert.deepEqual(
      leases.list().map(({ id }) => id),
      ids,
    );
    leases.remove(2n ** 63n - 1n);
    assert.ok(leases.has(2n ** 63n - 2n) && !leases.has(2n ** 63n - 1n));
  });

  it("counts its time from the command's, and never from before the state's", () => {
    const leases = withLease(1, 10, 5_000);
    leases.grant(2, 10, 3_000);
    assert.equal(leases.get(1)?.deadline, 15_000);
    assert.equal(leases.get(2)?.deadline, 15_000);
  });
});

void describe("a lease's time to live", () => {
  it("is -1 for a lease that is not there", () => {
    assert.equal(new Leases().timeToLive(1, 0), -1);
  });

  it("is what is left in whole seconds, and 0 once it is over", () => {
    const leases = withLease(1, 10);
    assert.equal(leases.timeToLive(1, 1), 9);
    assert.equal(leases.timeToLive(1, 9_999), 0);
    assert.equal(leases.timeToLive(1, 50_000), 0);
  });

  it("is not more than the state knows, whatever the asker's clock shows", () => {
    const leases = withLease(1, 10);
    leases.pass(4_000);
    assert.equal(leases.timeToLive(1, 0), 6);
  });
});

void describe("renewing leases", () => {
  it("starts the time of many again in one command", () => {
    const leases = withLease(1, 10);
    leases.grant(2, 20, 0);
    assert.deepEqual(leases.renew([1, 2], 9_000), [10, 20]);
    assert.equal(leases.get(1)?.deadline, 19_000);
    assert.equal(leases.get(2)?.deadline, 29_000);
  });

  it("answers 0 for a lease that is not there", () => {
    assert.deepEqual(withLease(1, 10).renew([3, 1], 1_000), [0, 10]);
  });

  it("E#20615: a renewal behind a revocation is not told that the lease lives", () => {
    const leases = withLease(1, 10);
    leases.remove(1);
    assert.deepEqual(leases.renew([1], 1_000), [0]);
    assert.equal(leases.timeToLive(1, 1_000), -1);
  });
});

void describe("an expiry", () => {
  it("ends the leases that are over at the time it carries", () => {
    const leases = withLease(1, 10);
    leases.grant(2, 20, 0);
    assert.deepEqual(leases.expire([2, 1, 1, 3], 10_000, TERM, TERM), [1]);
  });

  it("is void for a lease that was renewed before it", () => {
    const leases = withLease(1, 10);
    leases.renew([1], 9_999);
    assert.deepEqual(leases.expire([1], 10_000, TERM, TERM), []);
    assert.deepEqual(leases.expire([1], 19_998, TERM, TERM), []);
    assert.deepEqual(leases.expire([1], 19_999, TERM, TERM), [1]);
  });

  it("is void for a lease that was revoked and granted anew under the same id", () => {
    const leases = withLease(1, 10);
    leases.remove(1);
    leases.grant(1, 10, 9_000);
    assert.deepEqual(leases.expire([1], 10_000, TERM, TERM), []);
  });

  it("E#15247: a leader that stood still revokes nothing, for its decision is void under another term", () => {
    const leases = withLease(1, 10);
    const before = leases.toState();
    assert.deepEqual(leases.expire([1], 1_000_000, TERM, TERM + 1), []);
    assert.deepEqual(leases.toState(), before, "nor does the time that it saw count");
  });

  it("leaves the leases to the caller, who deletes their keys in the same command", () => {
    const leases = withLease(1, 10);
    leases.attach(1, bytes(97));
    const [id] = leases.expire([1], 10_000, TERM, TERM);
    assert.equal(id, 1);
    assert.deepEqual(leases.keysOf(1), [bytes(97)]);
    assert.ok(leases.remove(1));
    assert.deepEqual(leases.keysOf(1), []);
    assert.ok(!leases.remove(1));
  });
});

void describe("the keys of a lease", () => {
  it("come in the order of their bytes", () => {
    const leases = withLease(1, 10);
    const keys = [bytes(), bytes(0), bytes(0, 255), bytes(1), bytes(127), bytes(128), bytes(255), bytes(255, 0)];
    for (const key of [4, 1, 7, 0, 6, 3, 5, 2].map((i) => keys[i])) if (key !== undefined) leases.attach(1, key);
    assert.deepEqual(leases.keysOf(1), keys);
  });

  it("move with a put to the lease that it names", () => {
    const leases = withLease(1, 10);
    leases.grant(2, 10, 0);
    leases.attach(1, bytes(97));
    leases.detach(1, bytes(97));
    leases.attach(2, bytes(97));
    assert.deepEqual(leases.keysOf(1), []);
    assert.deepEqual(leases.keysOf(2), [bytes(97)]);
  });

  it("may be long", () => {
    const leases = withLease(1, 10);
    const key = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251);
    leases.attach(1, key);
    assert.deepEqual(leases.keysOf(1), [key]);
  });
});

void describe("what a leader is told is over", () => {
  it("is the longest over first, the same until it is ended, and nothing that was renewed", () => {
    const leases = withLease(1, 30);
    leases.grant(2, 10, 0);
    leases.grant(3, 20, 0);
    leases.grant(4, 15, 0);
    leases.renew([4], 14_000);
    assert.deepEqual(leases.dueAt(20_000), [2, 3]);
    assert.deepEqual(leases.dueAt(20_000), [2, 3]);
    leases.remove(2);
    assert.deepEqual(leases.dueAt(29_999), [3, 4]);
    assert.equal(leases.nextDeadline(), 20_000);
  });

  it("is no more than one command should end, by leases and by keys", () => {
    const leases = new Leases();
    for (let id = 1; id <= EXPIRIES_MAX + 5; id++) leases.grant(id, 10, id);
    const due = leases.dueAt(60_000);
    assert.equal(due.length, EXPIRIES_MAX);
    for (let i = 0; i < EXPIRED_KEYS_MAX; i++) leases.attach(1, bytes(i % 256, Math.floor(i / 256)));
    assert.deepEqual(leases.dueAt(60_000), [1]);
  });

  it("keeps no note of leases that came and went", () => {
    const leases = new Leases();
    for (let i = 0; i < 10_000; i++) {
      leases.grant(1, 10 + (i % 3), i);
      assert.equal(leases.nextDeadline(), leases.get(1)?.deadline);
      leases.remove(1);
    }
    assert.equal(leases.nextDeadline(), Infinity);
    leases.grant(1, 5, 10_000);
    assert.deepEqual(leases.dueAt(15_000), [1]);
  });
});

/** One of everything, at random; ids repeat often. */
function doSomething(leases: Leases, random: SeededRandom, time: number): void {
  const id: Id = random.once(2) ? 1 + random.below(6) : 2n ** 62n + BigInt(random.below(6));
  switch (random.below(5)) {
    case 0:
      leases.grant(id, random.below(20), time);
      break;
    case 1:
      leases.remove(id);
      break;
    case 2:
      leases.pass(time);
      break;
    case 3:
      for (const due of leases.expire(leases.dueAt(time), time, TERM, TERM)) leases.remove(due);
      break;
    default:
      leases.renew([id, 3], time);
  }
}

void describe("the state of all leases", () => {
  for (const start of [0, 2 ** 31 - 10_000, 2 ** 32 - 10_000, 2 ** 52 - 10_000]) {
    it(`is restored from its data, and its hash is kept, starting at ${start} ms`, () => {
      for (let seed = 1; seed <= 20; seed++) {
        const random = new SeededRandom(seed);
        let leases = new Leases();
        let time = start;
        for (let step = 0; step < 200; step++) {
          time += random.below(2_000);
          doSomething(leases, random, time);
          const [{ high, low }, again] = [leases.hash, leases.recomputeHash()];
          assert.deepEqual({ high, low }, { high: again.high, low: again.low }, `seed ${seed}, step ${step}`);
          if (!random.once(20)) continue;
          const restored = Leases.fromState(leases.toState());
          assert.deepEqual(restored.toState(), leases.toState());
          assert.deepEqual(restored.hash, leases.hash);
          assert.equal(restored.nextDeadline(), leases.nextDeadline());
          leases = restored;
        }
      }
    });
  }

  it("has a hash that any difference changes", () => {
    const hashes = new Set<string>();
    const variants: ((leases: Leases) => void)[] = [
      () => undefined,
      (leases) => leases.pass(1),
      (leases) => leases.grant(1, 10, 0),
      (leases) => leases.grant(2, 10, 0),
      (leases) => leases.grant(2n ** 60n, 10, 0),
      (leases) => leases.grant(2n ** 60n + 1n, 10, 0),
      (leases) => leases.grant(1, 11, 0),
      (leases) => leases.grant(1, 10, 1),
    ];
    for (const change of variants) {
      const leases = new Leases();
      change(leases);
      hashes.add(`${leases.hash.high} ${leases.hash.low}`);
    }
    assert.equal(hashes.size, variants.length);
  });

  it("holds time below 2^52, so that deadlines stay whole", () => {
    const leases = new Leases();
    leases.pass(Number.MAX_SAFE_INTEGER);
    assert.equal(leases.time, LEASE_TIME_MAX);
    leases.grant(1, 9_000_000_000, Number.MAX_SAFE_INTEGER);
    assert.equal(leases.get(1)?.deadline, LEASE_TIME_MAX + 9_000_000_000_000);
  });
});
