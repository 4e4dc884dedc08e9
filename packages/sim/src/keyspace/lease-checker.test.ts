import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bytesOf } from "./bytes-of.js";
import { leaseChecker } from "./lease-checker.js";
import { RunBuilder } from "./run-builder.test-helper.js";

const LEASE = 7;

function judged(write: (run: RunBuilder) => void, rest: object = {}): string {
  const run = new RunBuilder();
  run.reign(1, -1_000);
  write(run);
  return leaseChecker(run.replay({ calmSince: 1_000_000_000, end: 1_000_000_000, ...rest })) ?? "nothing is wrong";
}

function assertRight(write: (run: RunBuilder) => void, rest: object = {}): void {
  assert.equal(judged(write, rest), "nothing is wrong");
}

function assertWrong(sentence: RegExp, write: (run: RunBuilder) => void, rest: object = {}): void {
  assert.match(judged(write, rest), sentence);
}

void describe("a lease lives as long as it was given", () => {
  it("from its grant, and from each renewal", () => {
    assertRight((run) => {
      run.grant(LEASE, 3);
      run.expire([LEASE], 3_001);
    });
    assertRight((run) => {
      run.grant(LEASE, 3);
      run.keepAlive(LEASE, 3, { start: 2_000 });
      run.expire([LEASE], 5_006);
      run.keepAlive(LEASE, 0, { start: 5_010 });
    });
  });

  it("one that expires too early is seen", () => {
    assertWrong(/lease 7 of 3 s expires by command 2 at 2.900000, although c1\/1 \(leaseGrant/, (run) => {
      run.grant(LEASE, 3);
      run.expire([LEASE], 2_900, { time: 3_000 });
    });
    assertWrong(/lease 7 of 3 s expires by command 3 at 4.900000, although c1\/2 \(leaseKeepAlive/, (run) => {
      run.grant(LEASE, 3);
      run.keepAlive(LEASE, 3, { start: 2_000 });
      run.expire([LEASE], 4_900, { time: 5_100 });
    });
  });

  it("a leader's clock may be fast within its bound", () => {
    const early = (run: RunBuilder): void => {
      run.grant(LEASE, 3);
      run.expire([LEASE], 2_900, { time: 3_000 });
    };
    assertRight(early, { driftPpmMost: 50_000 });
    assertWrong(/expires by command 2/, early, { driftPpmMost: 10_000 });
  });

  it("an expiry that comes from the time of another leader ends nothing", () => {
    assertRight((run) => {
      run.grant(LEASE, 3);
      run.expire([LEASE], 1_000, { time: 900 });
      run.keepAlive(LEASE, 3, { start: 1_010 });
    });
  });

  it("one that does not go when it is over is seen", () => {
    const lasting = (until: number): ((run: RunBuilder) => void) => {
      return (run) => {
        run.grant(LEASE, 3);
        for (let time = 500; time <= until; time += 500) run.tellTime(time);
      };
    };
    assertRight(lasting(5_000));
    assertWrong(
      /lease 7 of 3 s, which command 1 .* was over for 2500 ms of lease time at command 12, and still there/,
      lasting(5_500),
    );
    assertWrong(/was over for 3000 ms of lease time at command 13, and still there/, (run) => {
      lasting(5_500)(run);
      run.expire([LEASE], 6_000);
    });
  });

  it("it goes soon after a leader that stood still tells the time again", () => {
    const standing = (until: number): ((run: RunBuilder) => void) => {
      return (run) => {
        run.grant(LEASE, 3);
        run.tellTime(9_000);
        run.expire([LEASE], until);
      };
    };
    assertRight(standing(11_000));
    assertWrong(/was over for 2001 ms of lease time at command 3, and still there/, standing(11_001));
  });

  it("it can not go before anybody sees that it is over, where what tells of it is committed late", () => {
    const late = (expired: number): ((run: RunBuilder) => void) => {
      return (run) => {
        run.grant(LEASE, 3);
        for (let time = 500; time <= 6_500; time += 500) run.tellTime(time, { at: 7_000 });
        run.expire([LEASE], expired, { at: expired });
      };
    };
    assertRight(late(9_000));
    assertWrong(/was over for 6001 ms of lease time at command 15, and still there/, late(9_001));
  });

  it("it does not go while nobody leads, for no lease time passes", () => {
    assertRight((run) => {
      run.grant(LEASE, 3);
      run.tellTime(500);
      run.tellTime(500, { at: 60_000 });
      run.expire([LEASE], 3_001, { at: 65_000 });
    });
  });
});

void describe("lease time", () => {
  it("is counted by those who lead, as long as they do", () => {
    const changing = (told: number): ((run: RunBuilder) => void) => {
      return (run) => {
        run.grant(LEASE, 9);
        run.tellTime(1_000);
        run.reign(2, 4_000);
        run.tellTime(1_000, { term: 2, at: 4_001 });
        run.tellTime(told, { term: 2, at: 5_000 });
      };
    };
    assertRight(changing(2_000));
    assertWrong(
      /the leader of term 2 has counted 1100 ms of lease time by command 4, and led for 1000/,
      changing(2_100),
    );
  });

  it("goes on as fast as true time does, and is told", () => {
    const told = (...times: readonly number[]): ((run: RunBuilder) => void) => {
      return (run) => {
        run.grant(LEASE, 90);
        for (const [i, time] of times.entries()) run.tellTime(time, { at: 500 * (i + 1) });
      };
    };
    const calm = { calmSince: 0, end: 3_000_000 };
    assertRight(told(500, 1_000, 1_500, 2_000, 2_500), calm);
    assertWrong(/only 1020 ms of lease time have passed since command 1/, told(1, 100, 300, 500, 1_000, 1_020), calm);
    assertWrong(/no lease time is told for 2500 ms from command 2 on, while leases live/, told(500), calm);
    assertRight(told(500), { ...calm, calmSince: 1_000_000 });
    const toldOnceCalm = (run: RunBuilder): void => {
      told(500)(run);
      run.tellTime(700, { at: 2_900 });
    };
    assertRight(toldOnceCalm, { ...calm, calmSince: 2_800_000 });
    assertWrong(/no lease time is told for 2400 ms from command 2 on/, toldOnceCalm, calm);
  });
});

void describe("what clients are told of leases", () => {
  it("a renewal that was not committed meanwhile is seen", () => {
    assertWrong(/c1\/2 .* is granted 3 s, and no renewal of lease 7 was applied meanwhile/, (run) => {
      run.grant(LEASE, 3);
      run.keepAlive(LEASE, 3, { commits: 0 });
    });
    assertWrong(/c1\/2 .* is granted 3 s, and no renewal/, (run) => {
      run.grant(LEASE, 3);
      run.keepAlive(LEASE, 3, { at: 40 });
    });
  });

  it("a renewal of a lease that is gone is seen, and 0 s of one that is there", () => {
    assertWrong(/c1\/2 .* is granted 3 s, and no renewal/, (run) => {
      run.grant(LEASE, 3);
      run.expire([LEASE], 3_010);
      run.keepAlive(LEASE, 3, { start: 3_020 });
    });
    assertWrong(/c1\/2 .* is told that there is no lease 7, which command 1 granted/, (run) => {
      run.grant(LEASE, 3);
      run.keepAlive(LEASE, 0);
    });
    assertWrong(/c1\/2 .* is granted 5 s of a lease of 3 s/, (run) => {
      run.grant(LEASE, 3);
      run.keepAlive(LEASE, 5);
    });
  });

  it("the time that is left is not less than what is sure, nor more than was granted", () => {
    const told = (TTL: number, grantedTTL: number): string =>
      judged((run) => {
        run.grant(LEASE, 5);
        run.keepAlive(LEASE, 5, { start: 1_000 });
        run.timeToLive(LEASE, { TTL, grantedTTL }, { start: 2_000 });
      });
    assert.equal(told(4, 5), "nothing is wrong");
    assert.equal(told(5, 5), "nothing is wrong");
    assert.match(told(3, 5), /c1\/3 .* is told that 3 s are left, and 3.988 are at least/);
    assert.match(told(6, 5), /is told that 6 s are left of 5/);
    assert.match(told(3, 4), /is told of 4 s granted to lease 7, which is not so/);
    assert.match(told(-1, 0), /is told that there is no lease 7/);
  });

  it("the keys of a lease are those that have it", () => {
    const told = (...keys: readonly string[]): string =>
      judged((run) => {
        run.grant(LEASE, 5);
        run.put("a", "1", 2, {}, { lease: LEASE });
        run.put("b", "1", 3, {}, { lease: LEASE });
        run.put("a", "2", 4);
        run.timeToLive(LEASE, { TTL: 5, grantedTTL: 5, keys: keys.map(bytesOf), header: { revision: 4 } });
      });
    assert.equal(told("b"), "nothing is wrong");
    assert.match(told("a", "b"), /is told of the keys \["a","b"\], and has \["b"\]/);
  });
});
