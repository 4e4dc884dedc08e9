import { check } from "./check.js";
import type { Process } from "./process.js";
import type { World } from "./world.js";

/** How long a message or a disk takes, in microseconds, while nothing is in the way. */
const LATENCY = 250;

/** In how many steps a state machine that moved on is saved, on average. */
const SNAPSHOT_STEPS = 50;
/** How many steps it takes on average to fetch a snapshot. */
const FETCH_STEPS = 30;
/** In how many of them its progress is told. */
const PROGRESS_STEPS = 8;

/** For so many milliseconds, everything that runs works as it should: no loss, no delay beyond a little latency. */
export function calm(world: World, milliseconds: number): void {
  const end = world.time + milliseconds * 1_000;
  while (world.time < end) {
    const before = world.checker.steps;
    work(world);
    for (const process of world.running) world.tickIfDue(process);
    // Whoever did something may have something to write.
    const worked = world.checker.steps > before;
    const next = worked || world.network.length > 0 ? world.time + LATENCY : nextDeadline(world);
    check(next > world.time, "a tick that was due moves the deadline", world.time);
    world.time = Math.min(end, next);
  }
}

/** Delivers everything, and lets all disks and state machines catch up. */
function work(world: World): void {
  for (const message of world.network.takeAll()) world.deliver(message);
  for (const process of world.running) serve(world, process);
}

function serve(world: World, process: Process): void {
  const { host } = process;
  if (host === undefined) return;
  const now = process.now(world.time);
  if (host.writes.length > 0) world.act(process, () => host.sync(now));
  if (host.entriesWanted.length > 0) world.act(process, () => host.readEntries(now));
  const { applied } = host.machine;
  if (host.committed > applied || host.toldApplied !== applied) world.act(process, () => host.applyCommitted(now));
  if (host.machine.applied > host.disk.snapshot.index && world.random.once(SNAPSHOT_STEPS)) {
    world.act(process, () => host.takeSnapshot(now));
  }
  const { fetching } = host;
  if (fetching === undefined || world.processes.get(fetching.from)?.isRunning !== true) return;
  const { index } = fetching.snapshot;
  if (world.random.once(FETCH_STEPS))
    world.act(process, () => host.receiveSnapshot(now, world.history.machineAt(index)));
  else if (world.random.once(PROGRESS_STEPS)) world.step(process, { kind: "snapshotProgress", now, index });
}

/** When the next timer of anybody who runs is due. */
function nextDeadline(world: World): number {
  let next = Infinity;
  for (const { host, clock } of world.running) {
    const deadline = host?.raft.deadline ?? Infinity;
    if (deadline < Infinity) next = Math.min(next, clock.timeOf(deadline));
  }
  return next;
}
