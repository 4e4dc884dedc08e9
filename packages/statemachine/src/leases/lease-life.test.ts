import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@keyval/raft/testing";
import type { LeaseCommand } from "./lease-command.js";
import { LeaseKeeper } from "./lease-keeper.js";
import { Leases } from "./leases.js";

/** In milliseconds: how long a command takes to be committed, at most. */
const COMMIT_MAX = 200;

interface Proposed {
  readonly command: LeaseCommand;
  readonly term: number;
  readonly committedAt: number;
}

/** A leader with a clock of its own, which started anywhere and runs at a rate of its own. */
interface Leader {
  readonly keeper: LeaseKeeper;
  readonly term: number;
  readonly rate: number;
  readonly offset: number;
}

/** One lease, and leaders that come and go around it; real time is what nobody in it can see. */
class World {
  readonly leases = new Leases();
  #time = 0;
  #term = 0;
  #leader: Leader | undefined;
  #log: Proposed[] = [];
  /** How long somebody led, each by the leader's own clock. */
  led = 0;
  /** How much of it the last pause was: a lease that is over in it ends with it. */
  paused = 0;
  grantedAt = 0;
  #endedAt: number | undefined;

  constructor(readonly random: SeededRandom) {}

  /** On the scale of `led`. */
  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** The leader goes, and with some luck a part of what it proposed is committed all the same. */
  depose(): void {
    this.#leader?.keeper.close();
    this.#leader = undefined;
    this.#log = this.#log.slice(0, this.random.below(this.#log.length + 1));
  }

  elect(): void {
    this.commit(Infinity);
    this.#term += 1;
    const rate = 0.5 + this.random.below(1_000) / 1_000;
    const offset = this.random.below(2 ** 40);
    const keeper = new LeaseKeeper(
      { leases: this.leases, sessions: { size: 0 } },
      this.#term,
      offset + this.#time * rate,
    );
    this.#leader = { keeper, term: this.#term, rate, offset };
    // What the last leader decided when it woke up from a long sleep, and somebody brought into the new leader's log.
    const command = { kind: "leaseExpire", ids: [1], time: 2 ** 40, term: this.#term - 1 } as const;
    this.#log.push({ command, term: this.#term, committedAt: this.#time });
  }

  grant(ttl: number): void {
    assert.ok(this.#leader !== undefined);
    this.leases.grant(1, ttl, this.#leader.keeper.time(this.#now(this.#leader)));
    this.grantedAt = this.led;
  }

  /** The process of the leader stands still for so long: its clock goes on, its commands do not. */
  pass(milliseconds: number, isPaused: boolean): void {
    const steps = isPaused ? [milliseconds] : new Array<number>(milliseconds / 10).fill(10);
    for (const step of steps) {
      this.#time += step;
      const led = step * (this.#leader?.rate ?? 0);
      this.led += led;
      if (isPaused) this.paused = led;
      this.commit(this.#time);
      this.#propose();
    }
  }

  commit(until: number): void {
    while (this.#log[0] !== undefined && this.#log[0].committedAt <= until) {
      const [{ command, term }] = this.#log;
      this.#log.shift();
      this.#apply(command, term);
      if (this.#leader?.term === term && command.kind !== "leaseRenew") this.#leader.keeper.settled(command);
    }
  }

  #apply(command: LeaseCommand, term: number): void {
    if (command.kind === "leaseRenew") assert.fail("nobody renews here");
    else if (command.kind === "leaseTime") this.leases.pass(command.time);
    else if (this.leases.expire(command.ids, command.time, command.term, term).includes(1)) {
      this.leases.remove(1);
      this.#endedAt = this.led;
    }
  }

  #propose(): void {
    const leader = this.#leader;
    if (leader === undefined) return;
    const committedAt = Math.max(this.#time + this.random.below(COMMIT_MAX), this.#log.at(-1)?.committedAt ?? 0);
    for (const command of leader.keeper.commands(this.#now(leader))) {
      this.#log.push({ command, term: leader.term, committedAt });
    }
  }

  #now({ rate, offset }: Leader): number {
    return offset + this.#time * rate;
  }
}

/** How much longer than granted the lease lived, in milliseconds of its leaders' clocks. */
function liveOnce(seed: number): { over: number; changes: number; paused: number } {
  const random = new SeededRandom(seed);
  const world = new World(random);
  const ttl = 2 + random.below(60);
  world.elect();
  world.pass(10 * random.below(100), false);
  world.grant(ttl);
  let changes = 0;
  while (world.endedAt === undefined) {
    world.pass(10 * (1 + random.below(1_000)), random.once(8));
    // A leader that stood still and leads on has told the time again; one that does not come back stopped when it did.
    world.pass(1_000, false);
    if (random.once(2)) continue;
    world.depose();
    world.pass(10 * random.below(3_000), false);
    world.elect();
    changes += 1;
  }
  return { over: world.endedAt - world.grantedAt - ttl * 1000, changes, paused: world.paused };
}

void describe("a lease through changes of leader, pauses and clocks of any rate", () => {
  it("lives as long as it was granted by its leaders' clocks, and at most a second longer per change", () => {
    let changed = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const { over, changes, paused } = liveOnce(seed);
      const sentence = `seed ${seed}: ${over} ms longer, ${changes} changes`;
      assert.ok(over >= -1, sentence);
      assert.ok(over <= 1_000 * (changes + 1) + paused, sentence);
      changed += changes;
    }
    assert.ok(changed > 300, String(changed));
  });
});
