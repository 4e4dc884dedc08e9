import type { ReplicaId } from "../../configuration.js";
import type { MemoryHost } from "../memory-host.js";
import { calm } from "./calm.js";
import { changeProcess } from "./lifecycle.js";
import type { Action } from "./plan.js";
import type { Process } from "./process.js";
import { reconfigure } from "./reconfigure.js";
import type { World } from "./world.js";

/** How far time goes at once, in microseconds. */
const REACHES = [300, 300, 300, 1_000, 1_000, 3_000, 3_000, 10_000, 30_000, 150_000];
const SHORT_WHILE = 3_000;
/** For how long a host is busy at most: several election timeouts. */
const LONG_TURN = 400_000;
/** How many times a lease is asked for a read at most. */
const DRAIN_MAX = 200;

/** How old messages are that are usually delivered: among the first so many. */
const OLDEST = 4;

/** Carries out an action. One for which there is nothing to choose from does nothing. */
export function perform(world: World, action: Action): void {
  const { kind, a, b, c } = action;
  const process = chosen(world, kind, a);
  world.trace?.push(`${kind} ${process?.id ?? ""} at ${world.time}`);
  switch (kind) {
    case "deliver":
    case "deliverAny":
      deliver(world, action);
      return;
    case "flushLink":
      flushLink(world, a);
      return;
    case "drop":
      world.network.take(a % world.network.length);
      return;
    case "duplicate":
      duplicate(world, a);
      return;
    case "replay":
      replay(world, a);
      return;
    case "advance":
      advance(world, a, b);
      return;
    case "pause":
    case "suspend":
    case "crash":
    case "restart":
    case "retire":
    case "resume":
      changeProcess(world, action);
      return;
    case "partition":
      partition(world, a, b);
      return;
    case "mend":
      world.network.mend();
      return;
    case "drainLease":
      drainLease(world, b);
      return;
    case "connection":
      tellOfConnection(world, a, b);
      return;
    case "calm":
      calm(world, 1 + (a % 150));
      return;
    default:
      if (process !== undefined) actOn(world, process, kind, b, c);
  }
}

type ReplicaAction = Exclude<
  Action["kind"],
  | "deliver"
  | "deliverAny"
  | "flushLink"
  | "drop"
  | "duplicate"
  | "replay"
  | "advance"
  | "pause"
  | "suspend"
  | "crash"
  | "restart"
  | "retire"
  | "resume"
  | "partition"
  | "mend"
  | "connection"
  | "drainLease"
  | "calm"
>;

function actOn(world: World, process: Process, kind: ReplicaAction, b: number, c: number): void {
  const { host } = process;
  if (host === undefined) return;
  const now = process.now(world.time);
  switch (kind) {
    case "tick":
      world.tick(process);
      return;
    case "sync":
      world.act(process, () => host.sync(now, 1 + (b % host.writes.length)));
      return;
    case "apply":
      world.act(process, () => host.applyCommitted(now, host.machine.applied + 1 + (b % 8)));
      return;
    case "readEntries":
      world.tally.add("entries read from the disk");
      world.act(process, () => host.readEntries(now));
      return;
    case "propose":
      propose(world, process, b, c);
      return;
    case "read":
      world.read(process);
      return;
    case "reconfigure":
      reconfigure(world, process, b, c);
      return;
    case "transfer":
      if (world.step(process, { kind, now, to: other(world, process, b) }) === undefined) world.tally.add(kind);
      return;
    case "campaign":
      world.step(process, { kind, now });
      return;
    case "undelivered":
      undelivered(world, process, b);
      return;
    case "takeSnapshot":
      world.act(process, () => host.takeSnapshot(now));
      return;
    case "fetchProgress":
    case "fetchDone":
    case "fetchFail":
      fetchSnapshot(world, process, kind);
      return;
    case "clockJumped":
      world.step(process, { kind, now });
      return;
    case "wasBusy":
      world.tally.add("busy");
      world.time += b % LONG_TURN;
      world.step(process, { kind, now: process.now(world.time), since: now });
      return;
  }
}

/** Clients mostly find the leader; everything else happens to anybody. */
function chosen(world: World, kind: Action["kind"], a: number): Process | undefined {
  const seeksLeader = kind === "propose" || kind === "reconfigure" || kind === "transfer" || kind === "read";
  if (seeksLeader && a % 3 !== 0) return world.leader;
  const able = world.running.filter(({ host }) => host !== undefined && hasUseFor(host, kind));
  return able[a % able.length];
}

function hasUseFor(host: MemoryHost, kind: Action["kind"]): boolean {
  switch (kind) {
    case "sync":
      return host.writes.length > 0;
    case "apply":
      return host.committed > host.machine.applied || host.toldApplied !== host.machine.applied;
    case "readEntries":
      return host.entriesWanted.length > 0;
    case "fetchDone":
    case "fetchFail":
    case "fetchProgress":
      return host.fetching !== undefined;
    default:
      return true;
  }
}

function other(world: World, { id }: Process, choice: number): ReplicaId {
  const others = world.all.filter((process) => process.id !== id && !process.retired);
  return others[choice % others.length]?.id ?? id;
}

/** Where nothing is on its way, time has to pass before anything happens. */
function deliver(world: World, { kind, a, b }: Action): void {
  const reach = kind === "deliverAny" ? world.network.length : Math.min(OLDEST, world.network.length);
  const message = world.network.take(a % reach);
  if (message === undefined) advance(world, a % SHORT_WHILE, b);
  else world.deliver(message);
}

function flushLink(world: World, a: number): void {
  const message = world.network.at(a % world.network.length);
  if (message === undefined) return;
  for (const next of world.network.takeLink(message.from, message.to)) world.deliver(next);
}

function duplicate(world: World, a: number): void {
  const message = world.network.at(a % world.network.length);
  if (message !== undefined) world.deliver(message);
}

function replay(world: World, a: number): void {
  const message = world.network.remembered(a);
  if (message !== undefined) world.deliver(message);
}

/** Mostly little time passes; sometimes nobody's timer is served in time. */
function advance(world: World, a: number, b: number): void {
  world.time += 1 + (a % (REACHES[b % REACHES.length] ?? 1));
  if (b % 7 === 0) return;
  for (const process of world.running) world.tickIfDue(process);
}

/** Reads from a leader that hears nothing meanwhile, until its lease no longer answers: the edge is what is of interest. */
function drainLease(world: World, b: number): void {
  const { leader } = world;
  if (leader?.status === undefined || leader.status.configuration.lease === 0) return;
  let wasServed = true;
  for (let tries = 0; tries < DRAIN_MAX && wasServed; tries++) {
    world.time += 200 + ((b + tries * 317) % 1_000);
    wasServed = world.read(leader);
  }
}

function propose(world: World, process: Process, b: number, c: number): void {
  const payloads: Uint8Array[] = [];
  for (let i = 0; i <= b % 3; i++) payloads.push(new Uint8Array((c + i * 31) % (b % 17 === 0 ? 1_900 : 120)));
  world.step(process, { kind: "propose", now: process.now(world.time), payloads });
}

function undelivered(world: World, process: Process, b: number): void {
  const replica = other(world, process, b);
  world.network.takeLink(process.id, replica);
  world.step(process, { kind: "undelivered", now: process.now(world.time), replica });
}

function fetchSnapshot(world: World, process: Process, kind: "fetchProgress" | "fetchDone" | "fetchFail"): void {
  const index = process.host?.fetching?.snapshot.index;
  if (index === undefined) return;
  world.tally.add(`snapshot: ${kind}`);
  const now = process.now(world.time);
  if (kind === "fetchProgress") world.step(process, { kind: "snapshotProgress", now, index });
  else if (kind === "fetchFail") world.act(process, (host) => host.failSnapshot(now));
  else world.act(process, (host) => host.receiveSnapshot(now, world.history.machineAt(index)));
}

/** Some links are cut, in one direction or both. */
function partition(world: World, a: number, b: number): void {
  const ids = world.all.map(({ id }) => id);
  const side = (id: ReplicaId): boolean => Math.floor(a / 2 ** (id % 25)) % 2 === 1;
  for (const from of ids) {
    for (const to of ids) {
      if (side(from) === side(to) || (b % 3 === 0 && side(from))) continue;
      world.network.cut(from, to);
      world.news.broke(from, [to]);
    }
  }
}

/** Somebody hears of a connection that broke or came back: a true story, or one that is none. */
function tellOfConnection(world: World, a: number, b: number): void {
  const due = world.news.take(a);
  if (due !== undefined && b % 4 !== 0) world.tell(due);
  const { running, all } = world;
  const observer = running[a % running.length]?.id;
  const replica = all[b % all.length]?.id;
  if (b % 4 !== 0 || observer === undefined || replica === undefined) return;
  world.tell({ observer, replica, kind: b % 8 === 0 ? "peerLost" : "peerConnected" });
}
