import { AssertionError } from "../../assert.js";
import type { Input } from "../../input.js";
import type { Message } from "../../message.js";
import type { ReadState } from "../../output.js";
import type { MemoryHost } from "../memory-host.js";
import type { Machine } from "../machine.js";
import { bornFrom, randomOf, type Life } from "./life.js";
import type { MoveKind } from "./move.js";
import { Violation } from "./violation.js";
import type { World } from "./world.js";

/** What a replica did when something happened to it. */
export interface Deed {
  readonly life: Life;
  readonly sent: readonly Message[];
  readonly reads: readonly ReadState[];
  readonly readsDropped: readonly number[];
}

/** What a move brings along from elsewhere. */
export interface Cargo {
  readonly message?: Message;
  /** The state machine in a snapshot. */
  readonly machine?: Machine;
}

/** Payloads are told apart by their number. */
export function payloadOf(number: number): Uint8Array {
  return new Uint8Array([number]);
}

/** Undefined if it can not happen now; a violation if a rule of the core was broken. */
export function perform(
  world: World,
  life: Life,
  kind: MoveKind,
  operand: number,
  cargo: Cargo,
): Deed | Violation | undefined {
  try {
    if (kind === "crash") return crashed(world, life, operand);
    if (kind === "timer" && !mayFire(world, life)) return undefined;
    const host = life.host.clone(randomOf(world, life.host.config, life.restarts));
    const now = timeOf(life, kind);
    const isTaken = act(world, host, now, kind, operand, cargo);
    return isTaken ? finish(world, { ...life, host, now }) : undefined;
  } catch (error) {
    if (error instanceof AssertionError) return new Violation(error.message);
    throw error;
  }
}

function mayFire(world: World, { host, now }: Life): boolean {
  const { deadline } = host.raft;
  return world.sharedClock === true ? deadline <= now : deadline < Infinity;
}

function timeOf({ host, now }: Life, kind: MoveKind): number {
  if (kind === "timer") return Math.max(now, host.raft.deadline);
  if (kind === "wait") return Math.max(now, host.raft.deadline - 1);
  return kind === "pass" ? now + 1 : now;
}

function crashed(world: World, { replica, host, now, restarts }: Life, surviving: number): Deed | undefined {
  if (surviving > host.writes.length) return undefined;
  const disk = host.crash(surviving);
  const isCounted = (world.budgets.reads ?? 0) > 0;
  return finish(world, bornFrom(world, replica, disk, now, restarts + (isCounted ? 1 : 0)));
}

/** Whether it could happen. */
function act(
  world: World,
  host: MemoryHost,
  now: number,
  kind: MoveKind,
  operand: number,
  { message, machine }: Cargo,
): boolean {
  switch (kind) {
    case "sync":
      if (host.writes.length === 0) return false;
      host.sync(now, 1);
      return true;
    case "snapshot":
      if (host.raft.snapshotAt(host.machine.applied) === undefined) return false;
      host.takeSnapshot(now);
      return true;
    case "fetch":
      if (machine === undefined || host.fetching?.snapshot.index !== machine.applied) return false;
      host.receiveSnapshot(now, machine);
      return true;
    case "fetchFails":
      if (host.fetching === undefined) return false;
      host.failSnapshot(now);
      return true;
    default: {
      const input = inputOf(world, host, now, kind, operand, message);
      return input !== undefined && host.step(input) === undefined;
    }
  }
}

function inputOf(
  world: World,
  host: MemoryHost,
  now: number,
  kind: MoveKind,
  operand: number,
  message: Message | undefined,
): Input | undefined {
  switch (kind) {
    case "deliver":
      return message && { kind: "receive", now, message };
    case "timer":
    case "wait":
      return { kind: "tick", now };
    case "pass":
      // Says nothing but the time.
      return { kind: "applied", now, index: host.machine.applied };
    case "propose":
      return { kind: "propose", now, payloads: [payloadOf(operand)] };
    case "read":
      return { kind: "read", now, id: operand };
    case "transfer":
      return { kind: "transfer", now, to: operand };
    case "undelivered":
      return { kind: "undelivered", now, replica: operand };
    case "disconnect":
      return { kind: "peerLost", now, replica: operand };
    case "change": {
      const changes = world.changes?.[operand];
      return changes && { kind: "reconfigure", now, changes };
    }
    default:
      return undefined;
  }
}

/** What a host does at once: it answers from its log, applies, and writes if its disk is that quick. */
function finish(world: World, life: Life): Deed {
  const { host, now } = life;
  do {
    host.readEntries(now);
    host.applyCommitted(now);
    if (world.asynchronousDisk !== true) host.sync(now);
  } while (host.entriesWanted.length > 0 || (world.asynchronousDisk !== true && host.writes.length > 0));
  host.applyCommitted(now);
  const reads = [...host.readsReady, ...host.readsConfirmed];
  const { readsDropped } = host;
  host.readsReady = [];
  host.readsConfirmed = [];
  host.readsDropped = [];
  return { life, sent: host.takeSent(), reads, readsDropped };
}
