import { LeaseKeeper, Leases } from "@keyval/statemachine";
import type { Measurement } from "./bench.js";
import { bodiesOf, shuffled, Subject } from "./statemachine-subject.js";

const LEASES = 20_000;
const TTL = 10;
/** In milliseconds: a client renews three times per TTL, and a turn of a busy server takes about so long. */
const RENEWED_EVERY = 3_333;
const TURN = 2;
const SECONDS = 60;
/** 10,000 in a second. */
const PUTS_PER_TURN = 10 * TURN;
const KEYS = 100_000;

/** What leases cost a leader, alone and beside its writes: the keeper and the commands that it proposes, applied. */
export async function* bench(): AsyncIterable<Measurement> {
  const leases = new Leases();
  for (let id = 1; id <= LEASES; id++) leases.grant(id, TTL, 0);
  const keeper = new LeaseKeeper({ leases, sessions: { size: 0 } }, 1, 0);
  renewAll(leases, keeper, 0, 10);
  const [renewed, seconds] = renewAll(leases, keeper, 10, SECONDS);
  yield { name: "renewals, 20,000 leases", value: renewed / seconds, unit: "renewals/CPU s", atLeast: 100_000 };
  yield { name: "20,000 leases of 10 s", value: (100 * seconds) / SECONDS, unit: "% of a core", atMost: 10 };
  const beside = await besidePuts();
  yield {
    name: "20,000 leases of 10 s and 10,000 puts/s",
    value: (100 * beside) / SECONDS,
    unit: "% of a core",
    atMost: 50,
  };
  const ended = cpuSeconds(() => expireAll(leases, keeper));
  yield { name: "expiries", value: LEASES / ended, unit: "leases/CPU s", atLeast: 50_000 };
}

/** So many seconds of a leader's life: how often it renewed, and what that took. */
function renewAll(
  leases: Leases,
  keeper: LeaseKeeper,
  from: number,
  count: number,
  inTurn: () => void = () => undefined,
): [renewed: number, seconds: number] {
  let renewed = 0;
  const seconds = cpuSeconds(() => {
    for (let now = from * 1_000; now < (from + count) * 1_000; now += TURN) {
      for (let id = 1 + ((now / TURN) % (RENEWED_EVERY / TURN)); id <= LEASES; id += RENEWED_EVERY / TURN) {
        keeper.renew(Math.floor(id), () => (renewed += 1));
      }
      applyAll(leases, keeper, now);
      inTurn();
    }
  });
  if (leases.size !== LEASES) throw new Error(`${LEASES - leases.size} leases were lost`);
  return [renewed, seconds];
}

/** The same leases in a state machine that is written to, over an engine in memory: what both take of the processor. */
async function besidePuts(): Promise<number> {
  const subject = new Subject("memory", "");
  await subject.open();
  await subject.load(KEYS);
  const { leases } = subject.machine.tables;
  for (let id = 1; id <= LEASES; id++) leases.grant(id, TTL, 0);
  const keeper = new LeaseKeeper(subject.machine.tables, 1, 0);
  const bodies = bodiesOf(shuffled(KEYS));
  let written = 0;
  const put = (): void => {
    for (let i = 0; i < PUTS_PER_TURN; i++) subject.apply(bodies[written++ % KEYS] ?? new Uint8Array(0));
  };
  renewAll(leases, keeper, 0, 10, put);
  return renewAll(leases, keeper, 10, SECONDS, put)[1];
}

function expireAll(leases: Leases, keeper: LeaseKeeper): void {
  for (let now = 1_000_000; leases.size > 0; now += TURN) applyAll(leases, keeper, now);
}

function applyAll(leases: Leases, keeper: LeaseKeeper, now: number): void {
  for (const command of keeper.commands(now)) {
    if (command.kind === "leaseRenew") {
      keeper.settledRenewal(command, leases.renew(command.ids, command.time));
      continue;
    }
    if (command.kind === "leaseTime") leases.pass(command.time);
    else for (const id of leases.expire(command.ids, command.time, command.term, 1)) leases.remove(id);
    keeper.settled(command);
  }
}

/** The time of the processor, so that a busy machine does not count. */
function cpuSeconds(run: () => void): number {
  const started = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}
