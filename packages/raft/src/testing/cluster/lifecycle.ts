import type { Action } from "./plan.js";
import type { Process } from "./process.js";
import type { World } from "./world.js";

/** Starts, stops and interrupts processes. */
export function changeProcess(world: World, { kind, a, b }: Action): void {
  const { running, all } = world;
  const process = running[a % running.length];
  if (kind === "resume") comeBack(world, all[a % all.length], b);
  else if (kind === "restart") {
    const down = all.filter(({ host, retired }) => host === undefined && !retired);
    const revived = down[a % down.length];
    if (revived !== undefined) world.restart(revived, b % 8 === 0);
  } else if (process === undefined) return;
  else if (kind === "retire") retire(world, process);
  else if (world.knobs.minority && 2 * (all.length - running.length + 1) >= all.length) return;
  else if (kind === "crash") crash(world, process, b);
  else pause(world, (b % 2 === 0 ? world.leader : undefined) ?? process, kind === "suspend", b);
}

/** Any prefix of what the disk was given may have got there. */
function crash(world: World, process: Process, b: number): void {
  const pending = process.host?.writes.length ?? 0;
  world.tally.add("crash");
  world.crash(process, b % 3 === 0 ? b % (pending + 1) : 0);
}

/** A leader may be caught with the answers to its heartbeats on their way. */
function pause(world: World, process: Process, suspended: boolean, b: number): void {
  world.tally.add(suspended ? "suspend" : "pause");
  if (b % 3 === 0) {
    world.read(process);
    for (const message of world.network.takeWhere(({ from }) => from === process.id)) world.deliver(message);
  }
  process.paused = true;
  if (suspended) process.suspendedAt = world.time;
  world.news.broke(process.id, world.processes.keys());
}

/** A read may be the first thing that it finds, or what had arrived in the meantime. */
function comeBack(world: World, process: Process | undefined, b: number): void {
  if (process?.paused !== true) return;
  if (b % 2 === 0) resume(world, process);
  else wake(world, process);
  world.read(process);
  readInbox(world, process);
}

export function resume(world: World, process: Process): void {
  if (!process.paused) return;
  wake(world, process);
  readInbox(world, process);
}

/** A machine that was suspended finds out before anything else. */
function wake(world: World, process: Process): void {
  process.paused = false;
  world.news.cameBack(process.id, world.processes.keys());
  if (process.suspendedAt === undefined) return;
  process.clock.stoodStill(process.suspendedAt, world.time);
  process.suspendedAt = undefined;
  world.step(process, { kind: "clockJumped", now: process.now(world.time) });
}

function readInbox(world: World, process: Process): void {
  for (const message of process.inbox.splice(0)) world.deliver(message);
}

/** Whoever was removed may be switched off for good once that is committed. */
export function retire(world: World, process: Process): void {
  if (process.retired || !world.history.wasRemoved(process.id)) return;
  world.tally.add("removed replica switched off");
  world.crash(process, 0);
  process.retired = true;
}
